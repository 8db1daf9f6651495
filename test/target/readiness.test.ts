import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waitUntilReady, type ReadinessWait } from '../../src/target/readiness.ts';
import { chooseFreePort } from '../../src/target/port.ts';
import { startTarget } from '../../src/target/index.ts';
import type { UrlPlan } from '../../src/model/target.ts';
import { failureOf, testContext } from './fixture/context.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function waitFor(url: string, more: Partial<ReadinessWait> = {}, timeoutMs = 400): ReadinessWait {
  const plan = { path: '/', timeoutMs, intervalMs: 20 };
  return { url, plan, startedAtMs: performance.now(), signal: new AbortController().signal, ...more };
}

describe('waiting until ready', () => {
  test('goes on through other answers until the first 2xx', async () => {
    const answers = [503, 302, 404, 204];
    let asked = 0;
    const url = await serve((_, response) => response.writeHead(answers[asked++] ?? 500).end());
    const readiness = await waitUntilReady(waitFor(url, {}, 10_000));
    expect(readiness.kind).toBe('ready');
    expect(asked).toBe(4);
  });

  test.each([
    ['the first', '/health', ['/health']],
    ['the next where the server has no such path', '/ping', ['/health', '/v2/ready', '/ping']],
  ])('asks %s of several paths', async (_, known, expected) => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(request.url === known ? 200 : 404).end();
    });
    const plan = { path: '/health', otherPaths: ['/v2/ready', '/ping'], timeoutMs: 10_000, intervalMs: 20 };
    expect((await waitUntilReady(waitFor(`${url}/health`, { plan }))).kind).toBe('ready');
    expect(asked).toEqual(expected);
  });

  test('waits for a path that the server has, whatever the others would say', async () => {
    const answers = [503, 200];
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(request.url === '/health' ? (answers.shift() ?? 500) : 200).end();
    });
    const plan = { path: '/health', otherPaths: ['/ping'], timeoutMs: 10_000, intervalMs: 20 };
    expect((await waitUntilReady(waitFor(`${url}/health`, { plan }))).kind).toBe('ready');
    expect(asked).toEqual(['/health', '/health']);
  });

  test('takes a 2xx whose body never ends', async () => {
    const url = await serve((_, response) => void response.writeHead(200).write('endless'));
    expect((await waitUntilReady(waitFor(url, {}, 10_000))).kind).toBe('ready');
  });

  test.each<[string, RequestListener, string]>([
    ['another status', (_, response) => response.writeHead(503).end(), 'HTTP 503'],
    ['no answer', () => undefined, 'no answer within 0.4 s'],
    ['a closed connection', (request) => request.socket.end(), 'the connection was closed without an answer'],
  ])('keeps %s as the last problem', async (_, listener, last) => {
    expect(await waitUntilReady(waitFor(await serve(listener)))).toEqual({ kind: 'never', last });
  });

  test('keeps a refused connection as the last problem', async () => {
    const url = `http://127.0.0.1:${await chooseFreePort()}`;
    expect(await waitUntilReady(waitFor(url))).toEqual({ kind: 'never', last: 'ECONNREFUSED' });
  });

  test('ends at once when the target has exited', async () => {
    const state = { kind: 'exited' as const, exitCode: 1, outOfMemory: false };
    const url = await serve(() => undefined);
    const readiness = await waitUntilReady(waitFor(url, { untilExited: async () => state }, 60_000));
    expect(readiness).toMatchObject({ kind: 'exited', state });
  });

  test('ends at once when it is aborted, also in the middle of a probe', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    const readiness = await waitUntilReady(waitFor(url, { signal: controller.signal }, 60_000));
    expect(readiness.kind).toBe('cancelled');
  });
});

describe('a url target', () => {
  const urlPlan = (url: string): UrlPlan => ({
    kind: 'url',
    url,
    ready: { path: '/ready', timeoutMs: 300, intervalMs: 20 },
  });

  test('is ready when its readiness path answers, and stopping it does nothing', async () => {
    const url = await serve((request, response) =>
      response.writeHead(request.url === '/v2/ready' ? 200 : 404).end(),
    );
    const target = await startTarget(urlPlan(`${url}/v2/`), await testContext());
    expect(target.endpoint.baseUrl).toBe(`${url}/v2`);
    expect(target.identity).toEqual({ kind: 'url', name: new URL(url).host });
    await target.stop();
    expect(await target.state()).toEqual({ kind: 'running' });
  });

  test('that does not answer is target-unreachable, without the credentials of its URL', async () => {
    const url = `http://me:secret@127.0.0.1:${await chooseFreePort()}`;
    const error = await failureOf(startTarget(urlPlan(url), await testContext()));
    expect(error.code).toBe('target-unreachable');
    expect(error.fact).toMatch(
      /^No 2xx from http:\/\/127\.0\.0\.1:\d+\/ready in 0\.3 s; last: ECONNREFUSED$/u,
    );
  });
});
