import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { exportResult } from '../../src/export/index.ts';
import { batchesOf } from '../../src/export/mlflow/batches.ts';
import { trackedRunOf } from '../../src/export/tracking/tracked-run.ts';
import type { ExportInput, MlflowExport } from '../../src/model/export.ts';
import { exportInput } from '../support/export-input.ts';
import { replay, silence } from '../support/replay-server.ts';
import type { Exchange, ReplayServer } from '../support/replay-server.ts';
import { invalidInput } from '../support/report-inputs.ts';

/** What a real server answered: `npm run conformance -- mlflow`. */
const { exchanges } = JSON.parse(
  readFileSync(new URL('../fixtures/exports/mlflow.json', import.meta.url), 'utf8'),
) as { exchanges: Exchange[] };
const model = { name: 'ticket-routing', version: '@champion' };

async function tell(
  url: string,
  { environment = {}, plan = {}, input = inputOf() }: TellOptions = {},
  signal = new AbortController().signal,
): Promise<string> {
  const mlflow = { trackingUrl: url, experiment: 'ticket-routing', ...plan };
  const [told = ''] = await exportResult({ mlflow }, input, environment, signal);
  return told;
}

interface TellOptions {
  environment?: Record<string, string>;
  plan?: Partial<MlflowExport>;
  input?: ExportInput;
}

function inputOf(...report: Parameters<typeof exportInput>): ExportInput {
  const input = exportInput(...report);
  onTestFinished(input.remove);
  return input;
}

const calls = ({ received }: ReplayServer): string[] =>
  received.map(({ method, path }) => `${method} ${path}`);
const bodyOf = ({ received }: ReplayServer, path: string): Record<string, unknown> =>
  JSON.parse(received.find((each) => each.path.endsWith(path))?.body ?? '{}') as Record<string, unknown>;

/** Names of fields at every level, lists by the fields of their members. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(shapeOf(each))))].sort();
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

const shapeOfBody = (body: string): unknown => (body.startsWith('{') ? shapeOf(JSON.parse(body)) : body);

test('a real server was told the same requests in the same order, and took each of them', async () => {
  const server = await replay(exchanges);
  const told = await tell(server.url, { plan: { model } });
  expect(told).toMatch(
    /^MLflow has run "9b41aa0 pr, pull request 12" in the experiment ticket-routing \(http:\S+\/#\/experiments\/2\/runs\/\w{32}\)\. Version 1 of model ticket-routing is tagged with the verdict\.$/,
  );
  expect(calls(server)).toEqual(exchanges.map(({ method, path }) => `${method} ${path}`));
  expect(server.received.map(({ body }) => shapeOfBody(body))).toEqual(
    exchanges.map(({ body }) => shapeOfBody(body)),
  );
  expect(exchanges.every(({ status }) => status === 200 || status === 404)).toBe(true);
});

test('an experiment that is there is used, and one that another gate has just made', async () => {
  const found = { status: 200, answer: '{"experiment":{"experiment_id":"2","lifecycle_stage":"active"}}' };
  const there = await replay(exchanges, { 'GET /api/2.0/mlflow/experiments/get-by-name': found });
  expect(await tell(there.url)).toContain('MLflow has run');
  expect(calls(there)).not.toContain('POST /api/2.0/mlflow/experiments/create');
  const path = '/api/2.0/mlflow/experiments/get-by-name?experiment_name=ticket-routing';
  const now = { method: 'GET', path, body: '', ...found };
  const raced = await replay([...exchanges, now], {
    'POST /api/2.0/mlflow/experiments/create': {
      status: 400,
      answer: '{"error_code":"RESOURCE_ALREADY_EXISTS"}',
    },
  });
  expect(await tell(raced.url)).toContain('MLflow has run');
});

test('a deleted experiment is told, with how to get it back', async () => {
  const answer = '{"experiment":{"experiment_id":"2","lifecycle_stage":"deleted"}}';
  const server = await replay([], { 'GET ': { status: 200, answer } });
  expect(await tell(server.url)).toContain('The experiment ticket-routing is deleted. Restore it');
});

test('an invalid gate is a failed run; every other verdict is a finished one', async () => {
  const failing = await replay(exchanges);
  await tell(failing.url);
  expect(bodyOf(failing, 'runs/update')).toMatchObject({ status: 'FINISHED' });
  const invalid = await replay(exchanges);
  await tell(invalid.url, { input: inputOf(invalidInput()) });
  expect(bodyOf(invalid, 'runs/update')).toMatchObject({ status: 'FAILED' });
});

test('a run that cannot be told whole is ended as failed', async () => {
  const server = await replay(exchanges, { 'POST /api/2.0/mlflow/runs/log-batch': { status: 500 } });
  expect(await tell(server.url)).toMatch(
    /^The result was not told: MLflow: 127\.0\.0\.1:\d+ answered POST \/api\/2\.0\/mlflow\/runs\/log-batch with 500: \(no text\)\. The server is at fault or busy; try again later\. The verdict stands\.$/,
  );
  expect(bodyOf(server, 'runs/update')).toMatchObject({ status: 'FAILED' });
});

test.each([
  ['s3://bucket/1/abc/artifacts', 's3://bucket/1/abc/artifacts'],
  ['mlflow-artifacts://elsewhere:5000/1/abc/artifacts', 'elsewhere:5000'],
])('a report that %s would hold is told as not kept', async (uri, said) => {
  const run = {
    status: 200,
    answer: JSON.stringify({ run: { info: { run_id: 'abc', artifact_uri: uri } } }),
  };
  const ok = { status: 200, answer: '{}' };
  const server = await replay(exchanges, {
    'POST /api/2.0/mlflow/runs/create': run,
    'POST /api/2.0/mlflow/runs/log-batch': ok,
    'POST /api/2.0/mlflow/runs/update': ok,
  });
  const told = await tell(server.url);
  expect(told).toContain('The report is not beside it');
  expect(told).toContain(said);
  expect(calls(server).filter((call) => call.startsWith('PUT'))).toEqual([]);
  expect(bodyOf(server, 'runs/update')).toMatchObject({ status: 'FINISHED' });
});

test('artifacts and model versions that are refused cost a notice, not the run', async () => {
  const server = await replay(exchanges, {
    'PUT ': { status: 413, answer: 'too large' },
    'GET /api/2.0/mlflow/registered-models/alias': { status: 404, answer: 'no alias champion' },
  });
  const told = await tell(server.url, { plan: { model } });
  expect(told).toMatch(/^MLflow has run .* The report is not beside it: .*413: too large/);
  expect(told).toContain('Version @champion of model ticket-routing has no tags: ');
  expect(bodyOf(server, 'runs/update')).toMatchObject({ status: 'FINISHED' });
});

test.each([
  ['the token of MLflow itself', { MLFLOW_TRACKING_TOKEN: 'tok' }, {}, 'Bearer tok'],
  [
    'a token of another name',
    { OTHER: 'own', MLFLOW_TRACKING_TOKEN: 'tok' },
    { tokenVariable: 'OTHER' },
    'Bearer own',
  ],
  [
    'user and password',
    { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'pw' },
    {},
    `Basic ${Buffer.from('me:pw').toString('base64')}`,
  ],
  ['nothing', {}, {}, undefined],
])('every request carries %s', async (_, environment, plan, expected) => {
  const server = await replay(exchanges);
  await tell(server.url, { environment, plan });
  expect(server.received.length).toBeGreaterThan(5);
  expect(new Set(server.received.map(({ headers }) => headers.authorization))).toEqual(new Set([expected]));
});

test('a token that is named and not there is told before anything is sent', async () => {
  const server = await replay(exchanges);
  const told = await tell(server.url, { plan: { tokenVariable: 'ABSENT' } });
  expect(told).toContain('MLflow: The environment variable ABSENT is not set.');
  expect(server.received).toEqual([]);
});

test.each([
  ['401', { status: 401, answer: '{"message":"who are you"}' }, 'with 401: who are you. Check the token'],
  ['500', { status: 500, answer: '' }, 'with 500: (no text). The server is at fault'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'redirects are not followed'],
  [
    'a page',
    { status: 200, answer: '<html>Log in</html>' },
    'not what its interface promises: <html>Log in</html>.',
  ],
])('a server that answers with %s is told, and the verdict stands', async (_, answer, said) => {
  const server = await replay([], { '': answer });
  const told = await tell(server.url);
  expect(told).toMatch(/^The result was not told: MLflow: .* The verdict stands\.$/);
  expect(told).toContain(said);
  expect(server.received).toHaveLength(1);
});

test('a server that is down, and one that never answers, are told', async () => {
  expect(await tell('http://127.0.0.1:2')).toContain('127.0.0.1:2 does not answer: ECONNREFUSED.');
  const { url } = await silence();
  expect(await tell(url, {}, AbortSignal.timeout(100))).toContain(
    'it is slow, or out of reach. The verdict stands.',
  );
});

test('no call holds more than the interface allows, and nothing is lost between them', () => {
  const run = trackedRunOf(inputOf());
  const metrics = new Map(Array.from({ length: 2500 }, (_, i) => [`all/m${i}`, i] as const));
  const parameters = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`p${i}`, 'x'.repeat(9000)]));
  const batches = batchesOf({ ...run, metrics, parameters });
  for (const { metrics: some = [], params = [] } of batches) {
    expect(some.length + params.length).toBeLessThanOrEqual(1000);
    expect(params.length).toBeLessThanOrEqual(100);
    expect(params.every(({ value }) => value.length <= 500)).toBe(true);
  }
  const points = run.series.flatMap((each) => each.points.flatMap(({ values }) => Object.keys(values)));
  expect(batches.flatMap((batch) => batch.metrics ?? [])).toHaveLength(2500 + points.length);
  expect(batches.flatMap((batch) => batch.params ?? [])).toHaveLength(150);
});

test('every name is one that MLflow takes', () => {
  const input = inputOf();
  const odd = { ...input.report.verdict.metrics[0]!, class: 'Größe 2.5 k_b-x' };
  input.report.verdict.metrics.push(odd);
  const names = batchesOf(trackedRunOf(input)).flatMap(({ metrics = [], params = [] }) =>
    [...metrics, ...params].map(({ key }) => key),
  );
  expect(names).toContain('Größe 2.5 k_b-x/latency.p50_ms');
  for (const name of names)
    expect(name).toMatch(/^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[/\p{L}\p{N}_.\- :]{1,250}$/u);
});
