import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { openDependencyProxy, type DependencyProxy } from '../../src/target/dependency-proxy.ts';
import { startDependency, type Dependency } from '../support/start-dependency.ts';
import { waitUntil } from './fixture/context.ts';

let dependency: Dependency;
let proxy: DependencyProxy;

beforeAll(async () => {
  dependency = await startDependency();
});
afterAll(() => dependency.stop());
beforeEach(async () => {
  proxy = await openDependencyProxy('127.0.0.1', dependency);
  return () => proxy.close();
});

/** A client with one connection, which it keeps where it may. */
function client() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return async (path: string, body = ''): Promise<{ status: number; text: string; reused: boolean }> => {
    const sent = request({ host: proxy.host, port: proxy.port, path, method: 'POST', agent });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const text = (await answer.setEncoding('utf8').toArray()).join('');
    return { status: answer.statusCode ?? 0, text, reused: sent.reusedSocket };
  };
}

const asked = async () => (await dependency.told()).requests;

test('requests, answers and kept connections pass through', async () => {
  const ask = client();
  const body = 'a body '.repeat(300_000);
  expect(await ask('/echo', body)).toEqual({ status: 200, text: body, reused: false });
  expect(await ask('/')).toEqual({ status: 200, text: 'well', reused: true });
});

test('slow: an answer in many pieces comes whole, in order, and as late as one in one', async () => {
  await proxy.set({ kind: 'slow', delayMs: 300 });
  const beganMs = performance.now();
  const { text } = await client()('/pieces');
  const tookMs = performance.now() - beganMs;
  expect(text.split(';').slice(0, -1)).toEqual(Array.from({ length: 20 }, (_, i) => `piece ${i}`));
  expect(tookMs).toBeGreaterThan(300);
  // 20 pieces, one delay after the other, would take 6 s.
  expect(tookMs).toBeLessThan(4000);
});

test('slow: what waits is passed on when the dependency is well again', async () => {
  await proxy.set({ kind: 'slow', delayMs: 3_600_000 });
  const answer = client()('/');
  await waitUntil(async () => (await asked()) > 0, 'the request is there');
  await sleep(50);
  await proxy.set(undefined);
  expect(await answer).toMatchObject({ status: 200, text: 'well' });
});

test('reset: kept and new connections are closed at their first byte, and the dependency is asked nothing', async () => {
  const ask = client();
  await ask('/');
  const before = await asked();
  await proxy.set({ kind: 'reset' });
  await expect(ask('/')).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(client()('/')).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await asked()).toBe(before);
  await proxy.set(undefined);
  expect(await ask('/')).toMatchObject({ status: 200 });
});

test('failing: each request gets 503, on kept and new connections, and the dependency is asked nothing', async () => {
  const ask = client();
  await ask('/');
  const before = await asked();
  await proxy.set({ kind: 'failing' });
  expect(await ask('/echo', 'a body')).toMatchObject({ status: 503, reused: true });
  expect(await ask('/')).toMatchObject({ status: 503, reused: false });
  expect(await asked()).toBe(before);
  await proxy.set(undefined);
  expect(await ask('/')).toMatchObject({ status: 200, text: 'well' });
});

test('gone: nothing listens, and afterwards the dependency is back on the same port', async () => {
  const ask = client();
  await ask('/');
  const { port } = proxy;
  await proxy.set({ kind: 'gone' });
  await expect(ask('/')).rejects.toThrow();
  await expect(client()('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await proxy.set(undefined);
  expect(proxy.port).toBe(port);
  expect(await ask('/')).toMatchObject({ status: 200 });
});

test('a client that reads nothing costs no memory: the dependency is not read on either', async () => {
  const socket = connect({ host: proxy.host, port: proxy.port });
  onTestFinished(() => void socket.destroy());
  socket.pause().write('GET /endless HTTP/1.1\r\nhost: dependency\r\n\r\n');
  let written = 0;
  await waitUntil(async () => {
    const before = written;
    await sleep(200);
    ({ written } = await dependency.told());
    return written > 0 && written === before;
  }, 'the dependency can write no more');
  // What the system and both ends buffer; all of it would be 512 MiB.
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test('a dependency that ends by itself ends the connections to it, and the proxy closes any number of times', async () => {
  const other = await startDependency();
  const between = await openDependencyProxy('127.0.0.1', other);
  const socket = connect({ host: between.host, port: between.port });
  socket.on('error', () => {}).write('GET /endless HTTP/1.1\r\nhost: dependency\r\n\r\n');
  await once(socket, 'data');
  const closed = once(socket.resume(), 'close');
  other.stop();
  await closed;
  await Promise.all([between.close(), between.close()]);
  await between.close();
});
