import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CommandLine } from '../support/command-line.ts';

let sluice: CommandLine;
let server: Server;
let url: string;
let respond: (path: string, body: string, response: ServerResponse) => void;

beforeAll(async () => {
  sluice = new CommandLine();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    respond(request.url ?? '', Buffer.concat(chunks).toString('utf8'), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  sluice.remove();
});

const json = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** A chat server that lists one model, and answers in one piece. */
function chat(path: string, _: string, response: ServerResponse): void {
  switch (path) {
    case '/health':
      return void json(response, 200, {});
    case '/v1/models':
      return void json(response, 200, { object: 'list', data: [{ id: 'tiny', owned_by: 'vllm' }] });
    case '/v1/chat/completions':
      return void json(response, 200, {
        choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 1 },
      });
    default:
      return void json(response, 404, {});
  }
}

test('an empty repository gets settings, inputs and a workflow that fit the server that runs', async () => {
  respond = chat;
  const workspace = sluice.workspace();
  const result = await workspace.run(['init', '--url', url, '--no-run', '--quiet']);
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  expect(result.stdout).toContain('Written: sluice.yml');
  const settings = workspace.read('sluice.yml');
  expect(settings).toContain(
    '# The server was asked: openai-chat, model tiny, because /v1/models answered (vLLM)',
  );
  expect(parse(settings)).toMatchObject({
    version: 1,
    suite: 'tiny',
    target: { url },
    protocol: { 'openai-chat': { model: 'tiny' } },
    workload: { classes: { short: { weight: 60, dataset: 'perf/inputs.jsonl' } } },
    load: { 'expected-rate': expect.any(Number) },
  });
  expect(workspace.read('perf/inputs.jsonl').trim().split('\n')).toHaveLength(36);
  expect(parse(workspace.read('.github/workflows/model-performance.yml'))).toMatchObject({
    jobs: { gate: { steps: [{}, { uses: 'sluice-gate/sluice@v1' }] } },
  });
});

test('the first run follows, and the same settings are what `sluice run` takes', async () => {
  respond = chat;
  const workspace = sluice.workspace();
  const made = await workspace.run([
    'init',
    '--url',
    url,
    '--quiet',
    '--set',
    'profiles.pr.scenarios=[mixed]',
    'profiles.pr.budget=12s',
    'pairing.block=1s',
    'load.generator.cpu-stolen=100%',
    'load.generator.send-lag-p99=5s',
    'load.generator.event-loop-delay-p99=5s',
    'load.generator.minimum-achieved-rate=10%',
  ]);
  expect(made.stdout).toMatch(/Next:\n {2}1\. /);
  expect(made.exitCode).toBe(0);
});

test('a server that nobody knows leaves the protocol to be written, and says what it answered', async () => {
  respond = (path, _, response) =>
    void (path === '/health'
      ? json(response, 200, {})
      : json(response, 422, { detail: 'field "inputs" required' }));
  const workspace = sluice.workspace();
  const result = await workspace.run(['init', '--url', url, '--quiet']);
  expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('HTTP 422') });
  expect(workspace.read('sluice.yml')).toContain('It answered as no server that is known');
});

test('settings that are there already are not touched', async () => {
  const workspace = sluice.workspace({ 'sluice.yml': 'version: 1\n' });
  const result = await workspace.run(['init', '--url', url]);
  expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('sluice.yml here already') });
  expect(workspace.read('sluice.yml')).toBe('version: 1\n');
});
