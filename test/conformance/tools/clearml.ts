/**
 * No ClearML server can be had here. A stand-in is told of a gate by Sluice and of a task by ClearML's own client, and that
 * client is asked what it reads of the first. Schemas and requests of the client are kept as the fixture of the ordinary
 * tests.
 */
import { execa } from 'execa';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportResult } from '../../../src/export/index.ts';
import { trackedRunOf } from '../../../src/export/tracking/tracked-run.ts';
import { ClearmlServer, compileSchemas } from '../../support/clearml-server.ts';
import type { ClearmlSchemas } from '../../support/clearml-server.ts';
import { exportInput } from '../../support/export-input.ts';
import { installPython, pythonIn } from '../python.ts';
import { Checks } from './checks.ts';

const version = '2.1.12';
const fixture = join(import.meta.dirname, '../../fixtures/exports/clearml.json');

export async function check(folder: string): Promise<boolean> {
  await installPython(folder, [`clearml==${version}`]);
  const schemas = JSON.parse(await askClient(folder, ['schemas'])) as ClearmlSchemas;
  await keepFixture(folder, schemas);
  const checks = new Checks();
  const server = await new ClearmlServer(compileSchemas(schemas)).open();
  try {
    await checkTold(folder, server, checks);
  } finally {
    server.close();
  }
  return checks.isGood;
}

async function keepFixture(folder: string, schemas: ClearmlSchemas): Promise<void> {
  const server = await new ClearmlServer(compileSchemas(schemas)).open();
  const input = exportInput();
  await askClient(folder, ['run', server.url, input.files.report]);
  server.close();
  input.remove();
  // What we tell too: the rest is of the client's own, such as the script and the packages.
  const requests = server.calls
    .filter(({ endpoint }) => endpoint in schemas || ['events.add_batch', 'files'].includes(endpoint))
    .map(({ endpoint, contentType, body }) => ({ endpoint, contentType, body }))
    .filter(({ body }) => !body.includes('"type": "log"'))
    // Names the machine.
    .map((request) => ({ ...request, body: request.body.replace(/"comment": "[^"]*", /, '') }));
  const kept = { recordedFrom: `clearml ${version} (Apache-2.0)`, schemas, requests };
  writeFileSync(fixture, `${JSON.stringify(kept, undefined, 1)}\n`);
}

async function checkTold(folder: string, server: ClearmlServer, checks: Checks): Promise<void> {
  const input = exportInput();
  const plan = {
    apiUrl: server.url,
    filesUrl: server.url,
    project: 'ticket-routing',
    accessKeyVariable: 'ACCESS',
    secretKeyVariable: 'SECRET',
  };
  const environment = { ACCESS: 'access-key', SECRET: 'secret-key' };
  const [told = ''] = await exportResult({ clearml: plan }, input, environment, new AbortController().signal);
  console.log(told);
  checks.equal('requests that differ from the schemas', server.faults, []);
  const [id = ''] = server.tasks.keys();
  const read = JSON.parse(await askClient(folder, ['read', server.url, id])) as Record<string, unknown>;
  const expected = trackedRunOf(input);
  checks.equal('status', read.status, 'completed');
  checks.equal('name', read.name, expected.name);
  checks.equal('project', read.project, 'ticket-routing');
  checks.equal('tags', read.tags, ['sluice', 'fail']);
  checks.equal('single values', read.single, Object.fromEntries(expected.metrics));
  checks.equal('verdict', (read.properties as Record<string, string>).sluice_verdict, 'fail');
  checks.equal('a parameter', (read.parameters as Record<string, string>)['General/seed'], '7');
  const ramp = expected.series.find(({ group }) => group === 'ramp')?.points ?? [];
  checks.equal(
    'curve of the ramp',
    (read.scalars as Record<string, Record<string, { y: number[] }>>)['ramp/latency.p95_ms']?.[
      'latency.p95_ms'
    ]?.y,
    ramp.map(({ values }) => values['latency.p95_ms']),
  );
  checks.equal('artifacts', read.artifacts, {
    'report.html': '<!doctype html><title>Fail</title><p>Fail</p>',
    'result.json': '{"verdict":"fail"}',
  });
  input.remove();
}

async function askClient(folder: string, arguments_: string[]): Promise<string> {
  const script = join(import.meta.dirname, 'clearml-client.py');
  const { stdout } = await execa(pythonIn(folder), [script, ...arguments_], {
    cwd: folder,
    stderr: 'inherit',
    env: { CLEARML_CACHE_DIR: join(folder, 'cache') },
  });
  return stdout.split('\n').at(-1) ?? '';
}
