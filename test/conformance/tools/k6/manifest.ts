import { Ajv } from 'ajv';
import { execa } from 'execa';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Checks } from '../checks.ts';
import { sluice } from '../shards/fleet.ts';

const operator = 'github.com/grafana/k6-operator@latest';
const crd = 'config/crd/bases/k6.io_testruns.yaml';

/**
 * The TestRun against the schema that k6-operator publishes in its Go module, or in the file that K6_OPERATOR_CRD names. The
 * schema of the operator does not close its objects: here unknown fields are faults, so that a misspelt one is seen.
 */
export async function checkManifest(_: string, checks: Checks, folder: string): Promise<void> {
  const schema = await publishedSchema(folder);
  if (schema === undefined) return;
  const settings = {
    version: 1,
    target: { url: 'http://127.0.0.1:9' },
    protocol: { 'http-json': { path: '/', headers: { 'x-api-key': 'k' } } },
  };
  const own = join(folder, 'manifest');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'sluice.yml'), JSON.stringify(settings));
  await sluice(own, 'k6', 'write', '--out', 'test', '--segments', '4');
  const [, testRun] = parseAllDocuments(readFileSync(join(own, 'test', 'testrun.yaml'), 'utf8'));
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
    closed(schema),
  );
  const isValid = validate(testRun?.toJS());
  checks.hold(`the TestRun fits the operator's schema: ${JSON.stringify(validate.errors ?? [])}`, isValid);
}

async function publishedSchema(folder: string): Promise<object | undefined> {
  const file = process.env.K6_OPERATOR_CRD ?? (await downloaded(folder));
  if (file === undefined) {
    console.log(
      `     not checked: \`go mod download ${operator}\` did not get it, and K6_OPERATOR_CRD names no file`,
    );
    return undefined;
  }
  const { spec } = parse(readFileSync(file, 'utf8')) as {
    spec: { versions: { schema: { openAPIV3Schema: object } }[] };
  };
  return spec.versions[0]?.schema.openAPIV3Schema;
}

async function downloaded(folder: string): Promise<string | undefined> {
  const { stdout, exitCode } = await execa('go', ['mod', 'download', '-json', operator], {
    cwd: folder,
    reject: false,
    env: { GOFLAGS: '-mod=mod' },
  });
  if (exitCode !== 0) return undefined;
  return join((JSON.parse(stdout) as { Dir: string }).Dir, crd);
}

/** Objects with properties take no others. What Kubernetes adds itself (`metadata`) stays open. */
function closed(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null) return schema as object;
  if (Array.isArray(schema)) return schema.map(closed);
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}
