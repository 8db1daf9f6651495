import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createEngine } from '../../src/load/index.ts';
import type { TimeoutPlan } from '../../src/model/plan.ts';
import type { BlockSamples } from '../../src/model/sample.ts';
import {
  bounds,
  countOutcomes,
  never,
  openBlock,
  relaxedTimeouts,
  twoClasses,
  unusedPort,
} from './support.ts';

let workspace: string;
let server: Server;
let baseUrl: string;
const seen: { path: string; body: string; connection: number }[] = [];
const searchMs = 20;
const answerMs = 30;

/** A pipeline of two steps: search, then an answer from what was found. */
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'sluice-script-'));
  const connections = new Map<unknown, number>();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!connections.has(request.socket)) connections.set(request.socket, connections.size);
    const path = request.url ?? '';
    seen.push({
      path,
      body: Buffer.concat(chunks).toString('utf8'),
      connection: connections.get(request.socket) as number,
    });
    if (path === '/reset') request.socket.destroy();
    if (path === '/reset' || path === '/hang') return;
    if (path === '/busy') response.statusCode = 503;
    await sleep(path === '/search' ? searchMs : answerMs);
    response.end(JSON.stringify({ path, tokens: 7 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => (seen.length = 0));
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(workspace, { recursive: true });
});

/** Ten requests in 200 ms, by a script of this text. */
async function run(
  text: string,
  {
    url = baseUrl,
    timeouts = {},
    file = 'script.ts',
  }: { url?: string; timeouts?: Partial<TimeoutPlan>; file?: string } = {},
): Promise<BlockSamples> {
  await writeFile(join(workspace, file), text);
  const engine = await createEngine({
    protocol: { kind: 'script', file, digest: '', headers: {}, streams: false },
    workload: twoClasses,
    workspace,
    salt: 's',
    load: {
      expectedRatePerSecond: 10,
      mixedRatePerSecond: 10,
      arrivals: 'constant',
      timeouts: { ...relaxedTimeouts, ...timeouts },
      workers: 1,
      generator: bounds,
    },
  });
  try {
    return await engine.run(openBlock(50, 200), { baseUrl: url }, { signal: never });
  } finally {
    await engine.close();
  }
}

test('a pipeline of two calls is one request, from the first call to the end of the script', async () => {
  const measured = await run(`
    interface Row { text: string }
    export default async function ({ row, call, salt, className, firstToken, count }: any) {
      const found = await call('/search', { method: 'POST', body: (row as Row).text });
      const { path } = await found.json();
      firstToken();
      const answer = await call('/answer', { method: 'POST', body: [path, salt, className].join(' ') });
      count({ output: (await answer.json()).tokens });
      count({ output: 1, input: 3 });
    }`);
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
  const { samples } = measured;
  for (let i = 0; i < samples.count; i++) {
    const sinceSent = (at: Float64Array) => (at[i] as number) - (samples.sentAtMs[i] as number);
    // Timers of Node may fire a millisecond early.
    expect(sinceSent(samples.firstTokenAtMs)).toBeGreaterThanOrEqual(searchMs - 1);
    expect(sinceSent(samples.endAtMs)).toBeGreaterThanOrEqual(searchMs + answerMs - 2);
  }
  expect([...samples.outputTokens]).toEqual(Array(10).fill(8));
  expect([...samples.inputTokens]).toEqual(Array(10).fill(3));
  expect([...samples.httpStatus]).toEqual(Array(10).fill(200));
  const answers = seen.filter(({ path }) => path === '/answer').map(({ body }) => body);
  expect(new Set(seen.filter(({ path }) => path === '/search').map(({ body }) => body))).toEqual(
    new Set(['one', 'two', 'three', 'a much longer text']),
  );
  for (const body of answers) expect(body).toMatch(/^\/search [0-9a-f]{16} (short|long)$/);
  expect(new Set(answers.map((body) => body.split(' ')[1])).size).toBe(1);
  // Connections are kept from call to call: there are 20 of them.
  expect(new Set(seen.map(({ connection }) => connection)).size).toBeLessThan(20);
});

test.each([
  ['an answer that is not 2xx', `await call('/busy')`, 'overload', 'HTTP 503'],
  ['a connection that breaks', `await call('/reset')`, 'reset', 'without an answer'],
  ['what the script says itself', `fail('model-error', 'no citation')`, 'model-error', 'no citation'],
  ['anything that is thrown', `null.x`, 'bad-response', 'the script threw TypeError'],
  ['a path that leads to another host', `await call('//example.org/')`, 'client-error', 'begins with one /'],
])('%s ends the request as an error of its kind', async (_, work, kind, message) => {
  const measured = await run(`export default async ({ call, fail }) => { ${work} }`);
  expect(countOutcomes(measured)).toEqual({ [kind]: 10 });
  expect(measured.errorExamples[0]?.message).toContain(message);
});

test('a script does not find the tokens and inputs of the workflow in its environment', async () => {
  vi.stubEnv('GITHUB_TOKEN', 'secret');
  vi.stubEnv('ACTIONS_RUNTIME_TOKEN', 'secret');
  vi.stubEnv('INPUT_GITHUB-TOKEN', 'secret');
  vi.stubEnv('MODEL_NAME', 'small');
  const measured = await run(`export default ({ fail }) => {
    if (process.env.MODEL_NAME !== 'small') fail('bad-response', 'its own variables are gone');
    if (Object.values(process.env).includes('secret')) fail('bad-response', 'there they are');
  }`);
  vi.unstubAllEnvs();
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
});

test('a status that the script accepts is none', async () => {
  const measured = await run(`export default ({ call }) => call('/busy', { accept: [503] })`);
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
});

test('a server that is not there is a fault of the connection', async () => {
  const url = `http://127.0.0.1:${await unusedPort()}`;
  const measured = await run(`export default ({ call }) => call('/')`, { url });
  expect(countOutcomes(measured)).toEqual({ connect: 10 });
});

test('a script that goes on for too long is told so by its signal, and is a time-out', async () => {
  const measured = await run(
    `export default async ({ call, signal }) => {
      await call('/hang').catch(() => undefined);
      if (!signal.aborted) throw new Error('never aborted');
    }`,
    { timeouts: { totalMs: 200 } },
  );
  expect(countOutcomes(measured)).toEqual({ timeout: 10 });
});

test.each([
  ['that is no program', 'export default (', 'broken.mjs', 'cannot be loaded'],
  ['without a default export', 'export const run = 1;', 'nothing.mjs', 'missing'],
  ['whose default export is no function', 'export default { run: 1 };', 'object.mjs', 'of type object'],
])('a script %s is refused before any load', async (_, text, file, fact) => {
  await expect(run(text, { file })).rejects.toMatchObject({
    code: 'script-invalid',
    location: file,
    fact: expect.stringContaining(fact),
  });
  expect(seen).toEqual([]);
});

test('an error that the script leaves to nobody ends the run as the fault of the script', async () => {
  const stray = `export default async ({ call }) => {
    await call('/answer');
    Promise.reject(new Error('left alone'));
    await new Promise(() => undefined);
  }`;
  await expect(run(stray, { file: 'stray.mjs' })).rejects.toMatchObject({
    code: 'script-invalid',
    fact: expect.stringContaining('left alone'),
  });
});
