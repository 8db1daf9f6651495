import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { UrlPlan } from '../../src/model/target.ts';
import { startTarget } from '../../src/target/index.ts';
import { startProxy } from '../support/proxy-server.ts';
import { authority, authorityFile, certificate } from '../support/tls/index.ts';
import { failureOf, testContext } from './fixture/context.ts';
import type { TestContext } from './fixture/context.ts';

afterEach(() => vi.unstubAllEnvs());

const ready = { path: '/ready', timeoutMs: 2000, intervalMs: 20 };
const plan = (more: Partial<UrlPlan>): UrlPlan => ({ kind: 'url', url: 'http://localhost', ready, ...more });

/** With a workspace of its own. */
async function contextHere(): Promise<TestContext> {
  const workspace = mkdtempSync(join(tmpdir(), 'sluice-url-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  return { ...(await testContext()), workspace };
}

async function listen(server: Server, at: number | string = 0): Promise<number> {
  if (typeof at === 'string') server.listen(at);
  else server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'string' ? 0 : (address as AddressInfo).port;
}

const yes = (): Server => createServer((_, response) => void response.end());

describe('a url target through a unix socket', () => {
  test('is ready when the server that makes the socket answers', async () => {
    const context = await contextHere();
    setTimeout(() => void listen(yes(), join(context.workspace, 'model.sock')), 100);
    const target = await startTarget(plan({ socketPath: 'model.sock' }), context);
    expect(target.endpoint).toEqual({
      baseUrl: 'http://localhost',
      socketPath: join(context.workspace, 'model.sock'),
    });
    expect(target.identity).toEqual({ kind: 'url', name: 'unix:model.sock' });
  });

  test('that nobody listens on is target-unreachable and names the socket', async () => {
    const unready = plan({ socketPath: 'none.sock', ready: { ...ready, timeoutMs: 200 } });
    const error = await failureOf(startTarget(unready, await contextHere()));
    expect(error.code).toBe('target-unreachable');
    expect(error.fact).toContain('through the socket none.sock');
    expect(error.fact).toContain('ENOENT');
  });
});

describe('a url target over TLS', () => {
  const secure = () => createHttpsServer(certificate, (_, response) => void response.end());

  test('is trusted by the authority of its settings', async () => {
    const port = await listen(secure());
    const context = await contextHere();
    copyFileSync(authorityFile, join(context.workspace, 'ca.crt'));
    const target = await startTarget(
      plan({ url: `https://localhost:${port}`, tls: { ca: 'ca.crt' } }),
      context,
    );
    expect(target.endpoint).toMatchObject({ baseUrl: `https://localhost:${port}`, ca: authority });
  });

  test('that is not trusted is told at once, with the remedy', async () => {
    const port = await listen(secure());
    const patient = plan({ url: `https://localhost:${port}`, ready: { ...ready, timeoutMs: 300_000 } });
    const error = await failureOf(startTarget(patient, await contextHere()));
    expect(error.code).toBe('target-unreachable');
    expect(error.fact).toMatch(/TLS certificate .* is not trusted: UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
    expect(error.remedy).toContain('target.url.tls.ca');
    expect(error.remedy).toContain('NODE_EXTRA_CA_CERTS');
  });

  test('whose authority is no certificate is a bad setting', async () => {
    const context = await contextHere();
    writeFileSync(join(context.workspace, 'ca.crt'), 'not a certificate');
    const error = await failureOf(
      startTarget(plan({ url: 'https://localhost', tls: { ca: 'ca.crt' } }), context),
    );
    expect(error).toMatchObject({ code: 'config-invalid' });
    expect(error.fact).toContain('ca.crt');
  });
});

test('a url target of HTTP/2 without TLS is asked by HTTP/2', async () => {
  const server = createHttp2Server((request, response) => {
    response.writeHead(request.httpVersion === '2.0' ? 200 : 500).end();
  });
  const port = await listen(server);
  const target = await startTarget(plan({ url: `http://127.0.0.1:${port}`, http: '2' }), await contextHere());
  expect(target.endpoint).toEqual({
    addresses: ['127.0.0.1'],
    baseUrl: `http://127.0.0.1:${port}`,
    http: '2',
  });
});

describe('a url target through a proxy', () => {
  test.each(['http', 'https'])(
    'is asked and measured through it, by %s, and that is said aloud',
    async (scheme) => {
      const server =
        scheme === 'http' ? yes() : createHttpsServer(certificate, (_, response) => void response.end());
      const port = await listen(server);
      const proxy = await startProxy({ user: 'me:hush-hush' });
      onTestFinished(() => proxy.close());
      vi.stubEnv(`${scheme.toUpperCase()}_PROXY`, `http://me:hush-hush@127.0.0.1:${proxy.port}`);
      vi.stubEnv('NO_PROXY', '');
      vi.stubEnv('no_proxy', '');
      const notes: string[] = [];
      const context = await contextHere();
      copyFileSync(authorityFile, join(context.workspace, 'ca.crt'));
      const url = `${scheme}://model.test:${port}`;
      const target = await startTarget(
        plan({ url, ...(scheme === 'https' ? { tls: { ca: 'ca.crt' } } : {}) }),
        { ...context, onNote: (text) => notes.push(text) },
      );
      expect(target.endpoint.proxy).toMatchObject({ host: '127.0.0.1', port: proxy.port });
      expect(proxy.tunnels.length + proxy.forwarded.length).toBe(1);
      expect(target.warnings).toHaveLength(1);
      expect(target.warnings?.[0]).toContain(`through the proxy at 127.0.0.1:${proxy.port}`);
      expect(notes).toEqual(target.warnings);
      expect(notes.join()).not.toContain('hush');
    },
  );

  test('that is not there is target-unreachable and names the proxy', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://me:hush@127.0.0.1:9');
    vi.stubEnv('NO_PROXY', '');
    const unready = plan({ url: 'http://model.test', ready: { ...ready, timeoutMs: 200 } });
    const error = await failureOf(startTarget(unready, await contextHere()));
    expect(error.code).toBe('target-unreachable');
    expect(error.fact).toContain('through the proxy at 127.0.0.1:9');
    expect(error.fact).not.toContain('hush');
  });

  test('is asked directly where it is on this machine', async () => {
    const port = await listen(yes());
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9');
    const target = await startTarget(plan({ url: `http://localhost:${port}` }), await contextHere());
    expect(target.endpoint.proxy).toBeUndefined();
    expect(target.warnings).toEqual([]);
  });
});
