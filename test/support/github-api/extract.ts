/**
 * Writes test/fixtures/github-openapi.json: the operations of `operations.ts` and every schema they refer to, out of
 * GitHub's official OpenAPI description. That package is hundreds of megabytes, so it is fetched on demand
 * into a temporary folder and is no dependency.
 *
 *   node test/support/github-api/extract.ts
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { operations } from './operations.ts';

const source = '@octokit/openapi@23.0.2';
const target = new URL('../../fixtures/github-openapi.json', import.meta.url);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Prose and examples are most of the description's size and nothing that validation reads. */
const dropped = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'title',
  'x-github',
]);
/** Below these keys the names are the API's own: a property may well be called `description`. */
const namedByTheApi = new Set([
  'properties',
  'schemas',
  'parameters',
  'responses',
  'headers',
  'content',
  'mapping',
]);

function slim(value: Json, keepAllKeys = false): Json {
  if (Array.isArray(value)) return value.map((item) => slim(item));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => keepAllKeys || !dropped.has(key));
  return Object.fromEntries(
    kept.map(([key, child]) => [key, slim(child, !keepAllKeys && namedByTheApi.has(key))]),
  );
}

/** Copies what `value` refers to, and what that refers to, from `from` into `into`. */
function collect(value: Json, from: JsonObject, into: JsonObject): void {
  if (Array.isArray(value)) return value.forEach((item) => collect(item, from, into));
  if (value === null || typeof value !== 'object') return;
  const reference = value['$ref'];
  if (typeof reference === 'string') {
    const [, , kind, name] = reference.split('/') as [string, string, string, string];
    const group = (into[kind] ??= {}) as JsonObject;
    if (name in group) return;
    const found = slim((from[kind] as JsonObject)[name] ?? null);
    if (found === null) throw new Error(`${reference} is not in the description`);
    group[name] = found;
    collect(found, from, into);
    return;
  }
  for (const child of Object.values(value)) collect(child, from, into);
}

/** Every response needs a description by the OpenAPI standard; an empty one keeps the file small. */
function describeResponses(responses: Json | undefined): void {
  for (const response of Object.values((responses ?? {}) as JsonObject)) {
    if (response !== null && typeof response === 'object' && !('$ref' in response)) {
      (response as JsonObject)['description'] = '';
    }
  }
}

function extract(whole: JsonObject): JsonObject {
  const allPaths = whole['paths'] as Record<string, JsonObject>;
  const paths: JsonObject = {};
  const components: JsonObject = {};
  for (const { id, method, path } of operations) {
    const operation = allPaths[path]?.[method] as JsonObject | undefined;
    if (operation?.['operationId'] !== id)
      throw new Error(`${method} ${path} is not ${id} in the description`);
    const slimmed = slim(operation) as JsonObject;
    ((paths[path] ??= {}) as JsonObject)[method] = slimmed;
    describeResponses(slimmed['responses']);
    collect(slimmed, whole['components'] as JsonObject, components);
  }
  describeResponses(components['responses']);
  const info = whole['info'] as JsonObject;
  return {
    openapi: whole['openapi'] ?? '3.0.3',
    'x-source': `extracted from ${source} (MIT License, Copyright (c) 2020 Octokit contributors), api.github.com.json`,
    info: { title: 'GitHub v3 REST API, extract', version: info['version'] ?? '' },
    paths,
    components,
  };
}

const folder = await mkdtemp(join(tmpdir(), 'github-openapi-'));
try {
  await execa('npm', ['pack', source, '--silent'], { cwd: folder });
  await execa('tar', ['xzf', `octokit-openapi-${source.split('@').at(-1)}.tgz`], { cwd: folder });
  const whole = JSON.parse(await readFile(join(folder, 'package/generated/api.github.com.json'), 'utf8'));
  const text = `${JSON.stringify(extract(whole as JsonObject), null, 1)}\n`;
  await writeFile(target, text);
  console.log(`${operations.length} operations, ${text.length} bytes`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
