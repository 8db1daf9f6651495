import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { exportResult } from '../../src/export/index.ts';
import { trackedRunOf } from '../../src/export/tracking/tracked-run.ts';
import type { ClearmlExport } from '../../src/model/export.ts';
import { ClearmlServer, compileSchemas } from '../support/clearml-server.ts';
import type { ClearmlSchemas } from '../support/clearml-server.ts';
import { exportInput } from '../support/export-input.ts';
import { replay, silence } from '../support/replay-server.ts';
import { invalidInput } from '../support/report-inputs.ts';

/** Schemas of ClearML's own client, and what it sent itself: `npm run conformance -- clearml`. */
const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/exports/clearml.json', import.meta.url), 'utf8'),
) as { schemas: ClearmlSchemas; requests: { endpoint: string; contentType: string; body: string }[] };
const schemas = compileSchemas(recorded.schemas);
const environment = { ACCESS: 'access-key', SECRET: 'secret-key' };

async function open(): Promise<ClearmlServer> {
  const server = await new ClearmlServer(schemas).open();
  onTestFinished(() => server.close());
  return server;
}

async function tell(
  url: string,
  { plan = {}, report, keys = environment }: TellOptions = {},
  signal = new AbortController().signal,
): Promise<{ told: string; input: ReturnType<typeof exportInput> }> {
  const clearml = {
    apiUrl: url,
    filesUrl: url,
    project: 'team/ticket-routing (1.0)',
    accessKeyVariable: 'ACCESS',
    secretKeyVariable: 'SECRET',
    ...plan,
  };
  const input = exportInput(report);
  onTestFinished(input.remove);
  const [told = ''] = await exportResult({ clearml }, input, keys, signal);
  return { told, input };
}

interface TellOptions {
  plan?: Partial<ClearmlExport>;
  report?: Parameters<typeof exportInput>[0];
  keys?: Record<string, string>;
}

test('every request fits the schemas of the official client, and no field is unknown to them', async () => {
  const server = await open();
  const { told } = await tell(server.url);
  expect(server.faults).toEqual([]);
  expect(told).toBe(
    `ClearML has task "9b41aa0 pr, pull request 12" in the project team/ticket-routing (1.0) (${[...server.tasks.keys()][0]}).`,
  );
});

test('the schemas are strict enough to see a misspelt field', async () => {
  const server = await open();
  await fetch(`${server.url}/tasks.create`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
    body: '{"name":"a","type":"testing","titel":"b"}',
  });
  expect(server.faults.join()).toContain('titel');
});

test('the official client calls the same endpoints in the same order, with the same forms of body', async () => {
  const server = await open();
  await tell(server.url);
  const once = (endpoints: string[]) => [...new Set(endpoints)].sort();
  expect(once(server.calls.map(({ endpoint }) => endpoint))).toEqual(
    once(recorded.requests.map(({ endpoint }) => endpoint)),
  );
  const form = (calls: { endpoint: string; contentType: string }[], endpoint: string) =>
    calls.find((call) => call.endpoint === endpoint)?.contentType.split(';')[0];
  for (const endpoint of ['tasks.create', 'events.add_batch', 'files'])
    expect(form(server.calls, endpoint), endpoint).toBe(form(recorded.requests, endpoint));
});

test('events, artifacts and uploads have the fields that the official client gives them', async () => {
  const server = await open();
  await tell(server.url);
  const theirs = (endpoint: string) =>
    recorded.requests.find((request) => request.endpoint === endpoint)!.body;
  const events = theirs('events.add_batch')
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const fields = (event: object) =>
    Object.keys(event)
      .filter((name) => !clientsOwn.has(name))
      .sort();
  expect(fields(server.events[0]!)).toEqual(fields(events[0]!));
  const single = events.find(({ metric }) => metric === 'Summary');
  expect(server.events.find(({ metric }) => metric === 'Summary')).toMatchObject({ iter: single?.iter });
  const [theirArtifact] = (JSON.parse(theirs('tasks.add_or_update_artifacts')) as { artifacts: object[] })
    .artifacts;
  const [artifact] = [...server.tasks.values()][0]!.execution.artifacts as object[];
  expect(Object.keys(artifact!)).toEqual(Object.keys(theirArtifact!));
  const name = /name="([^"]*)"; filename="([^"]*)"/;
  const [, field, filename] = name.exec(theirs('files'))!;
  expect(field).toBe(filename);
  expect(field).toMatch(
    /^\/ticket-routing\/a task of its own\.[0-9a-f]{32}\/artifacts\/report\.html\/report\.html$/,
  );
  expect([...server.files.keys()][0]).toMatch(
    /^\/team\/ticket-routing _1\.0_\/9b41aa0 pr_ pull request 12\.[0-9a-f]{32}\/artifacts\/report\.html\/report\.html$/,
  );
});

/** Settings that the client adds to each line, and that have defaults. */
const clientsOwn = new Set(['allow_locked', 'model_event', 'method']);

test('numbers, parameters, the verdict and the report arrive', async () => {
  const server = await open();
  const { input } = await tell(server.url);
  const run = trackedRunOf(input);
  const [task] = server.tasks.values();
  expect(task).toMatchObject({
    type: 'testing',
    status: 'completed',
    tags: ['sluice', 'fail'],
    script: { branch: 'faster-tokenizer', version_num: '9b41aa07d2c83e55' },
    hyperparams: { General: { seed: { value: '7' } }, properties: { sluice_verdict: { value: 'fail' } } },
  });
  const single = server.events.filter(({ metric }) => metric === 'Summary');
  expect(new Map(single.map(({ variant, value }) => [variant, value]))).toEqual(run.metrics);
  const ramp = server.events.filter(({ metric }) => metric === 'ramp/latency.p95_ms');
  expect(ramp.map(({ iter }) => iter)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect([...server.files.values()]).toEqual([
    '<!doctype html><title>Fail</title><p>Fail</p>',
    '{"verdict":"fail"}',
  ]);
});

test('a project that is there is used again', async () => {
  const server = await open();
  await tell(server.url);
  await tell(server.url);
  expect(server.calls.filter(({ endpoint }) => endpoint === 'projects.create')).toHaveLength(1);
  expect(server.tasks.size).toBe(2);
});

test('an invalid gate is a failed task', async () => {
  const server = await open();
  await tell(server.url, { report: invalidInput() });
  expect([...server.tasks.values()][0]).toMatchObject({ status: 'failed' });
  expect(server.faults).toEqual([]);
});

test('the keys are sent to the login alone, everything else carries its token', async () => {
  const server = await open();
  await tell(server.url);
  const [login, ...rest] = server.calls;
  expect(login).toMatchObject({
    endpoint: 'auth.login',
    authorization: `Basic ${Buffer.from('access-key:secret-key').toString('base64')}`,
  });
  expect(rest.every(({ authorization }) => authorization.startsWith('Bearer ey'))).toBe(true);
});

test('without a files server the report is told as not kept', async () => {
  const server = await open();
  const { told } = await tell(server.url, { plan: { filesUrl: undefined as never } });
  expect(told).toContain('The report is not beside it: `files-url` is not set.');
});

test('a files server that refuses costs a notice, not the task', async () => {
  const [server, files] = [await open(), await replay([], { 'POST ': { status: 403, answer: 'no room' } })];
  const { told } = await tell(server.url, { plan: { filesUrl: files.url } });
  expect(told).toMatch(/^ClearML has task .*The report is not beside it: .* with 403: no room\.$/);
  expect([...server.tasks.values()][0]).toMatchObject({ status: 'completed' });
});

test('a key that is not set, one that is refused, and servers that are down or slow are told', async () => {
  const server = await open();
  const absent = await tell(server.url, { keys: { ACCESS: 'access-key' } });
  expect(absent.told).toContain('ClearML: The environment variable SECRET is not set.');
  expect(server.calls).toEqual([]);
  const refusing = await replay([], { '': { status: 401, answer: '{"meta":{"result_msg":"Invalid key"}}' } });
  expect((await tell(refusing.url)).told).toContain('with 401: Invalid key. Check the token');
  expect((await tell('http://127.0.0.1:2')).told).toMatch(
    /does not answer: ECONNREFUSED.* The verdict stands\.$/,
  );
  const { url } = await silence();
  expect((await tell(url, {}, AbortSignal.timeout(100))).told).toContain('it is slow, or out of reach.');
});
