import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createSecureServer, createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import type { Endpoint } from '../../src/load/index.ts';
import { requestTimings } from '../../src/load/request-timings.ts';
import { startProxy, type ProxyServer } from '../support/proxy-server.ts';
import { authority, certificate } from '../support/tls/index.ts';
import { countOutcomes, openBlock, runBlock, unusedPort } from './support.ts';

const block = openBlock(50, 200);

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  request.resume().on('end', () => response.end('{"label":"ok"}'));
};

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function proxy(options: Parameters<typeof startProxy>[0] = {}): Promise<ProxyServer> {
  const started = await startProxy(options);
  onTestFinished(() => started.close());
  return started;
}

describe('through a unix socket', () => {
  async function socketServer(server: Server): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-socket-'));
    const path = join(folder, 'model.sock');
    server.listen(path);
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    });
    return path;
  }

  it('requests arrive with the path and the host of the address', async () => {
    const seen = new Set<string>();
    const server = createServer((request, response) => {
      seen.add(`${request.headers.host} ${request.url}`);
      answer(request, response);
    });
    const socketPath = await socketServer(server);
    const result = await runBlock(block, { baseUrl: 'http://localhost/v1', socketPath });
    expect(countOutcomes(result)).toEqual({ ok: 10 });
    expect([...seen]).toEqual(['localhost /v1/predict']);
  });

  it('HTTP/2 is spoken by prior knowledge', async () => {
    const server = createHttp2Server((request, response) => {
      request.resume().on('end', () => response.end('{}'));
    });
    const socketPath = await socketServer(server);
    const result = await runBlock(block, { baseUrl: 'http://localhost', socketPath, http: '2' });
    expect(countOutcomes(result)).toEqual({ ok: 10 });
    expect(result.health.connectionsOpened).toBe(1);
  });

  it('where nobody listens is a connect error', async () => {
    const socketPath = join(tmpdir(), 'sluice-no-such.sock');
    const result = await runBlock(block, { baseUrl: 'http://localhost', socketPath });
    expect(countOutcomes(result)).toEqual({ connect: 10 });
    expect(result.errorExamples[0]?.message).toMatch(/ENOENT/);
  });
});

describe('through a proxy', () => {
  it('http requests name their whole url', async () => {
    const hosts = new Set<string>();
    const port = await listening(
      createServer((request, response) => {
        hosts.add(request.headers.host ?? '');
        answer(request, response);
      }),
    );
    const { port: proxyPort, forwarded, tunnels } = await proxy();
    const endpoint: Endpoint = {
      baseUrl: `http://model.test:${port}/v1`,
      proxy: { host: '127.0.0.1', port: proxyPort },
    };
    const result = await runBlock(block, endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 10 });
    expect(forwarded).toEqual(Array.from({ length: 10 }, () => `http://model.test:${port}/v1/predict`));
    expect([...hosts]).toEqual([`model.test:${port}`]);
    expect(tunnels).toEqual([]);
  });

  it('https requests go through a tunnel, whose making is counted as connecting', async () => {
    const port = await listening(createHttpsServer(certificate, answer));
    const { port: proxyPort, tunnels } = await proxy({ delayMs: 80 });
    const endpoint: Endpoint = {
      baseUrl: `https://model.test:${port}`,
      ca: authority,
      http: '1.1',
      proxy: { host: '127.0.0.1', port: proxyPort },
    };
    const result = await runBlock(openBlock(4, 750), endpoint);
    expect(countOutcomes(result)).toEqual({ ok: 3 });
    expect(new Set(tunnels)).toEqual(new Set([`model.test:${port}`]));
    expect(tunnels).toHaveLength(result.health.connectionsOpened ?? 0);
    expect(result.samples.connectMs?.[0]).toBeGreaterThanOrEqual(79);
    const { endAtMs, dueAtMs } = result.samples;
    const wholeMs = (endAtMs[0] as number) - (dueAtMs[0] as number);
    expect(requestTimings(result.samples, 0).latency).toBeLessThanOrEqual(wholeMs - 79);
  });

  it('HTTP/2 goes through a tunnel, with TLS and without', async () => {
    const secure = createSecureServer(certificate);
    const plain = createHttp2Server();
    for (const server of [secure, plain]) {
      server.on('stream', (stream: ServerHttp2Stream) => {
        stream.respond();
        stream.end('{}');
      });
    }
    const { port: proxyPort, tunnels } = await proxy();
    const way = { proxy: { host: '127.0.0.1', port: proxyPort }, ca: authority, http: '2' } as const;
    const securePort = await listening(secure);
    const plainPort = await listening(plain);
    expect(
      countOutcomes(await runBlock(block, { baseUrl: `https://model.test:${securePort}`, ...way })),
    ).toEqual({ ok: 10 });
    expect(
      countOutcomes(await runBlock(block, { baseUrl: `http://model.test:${plainPort}`, ...way })),
    ).toEqual({ ok: 10 });
    expect(tunnels).toEqual([`model.test:${securePort}`, `model.test:${plainPort}`]);
  });

  test.each(['http', 'https'])(
    'that asks for a user, %s requests name it, and no error shows it',
    async (scheme) => {
      const port = await listening(
        scheme === 'http' ? createServer(answer) : createHttpsServer(certificate, answer),
      );
      const { port: proxyPort } = await proxy({ user: 'me:hush-hush' });
      const to = (authorization?: string): Endpoint => ({
        baseUrl: `${scheme}://model.test:${port}`,
        ca: authority,
        http: '1.1',
        proxy: { host: '127.0.0.1', port: proxyPort, ...(authorization ? { authorization } : {}) },
      });
      const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
      expect(countOutcomes(await runBlock(block, to(basic('me:hush-hush'))))).toEqual({ ok: 10 });
      const refused = await runBlock(block, to(basic('me:wrong')));
      expect(countOutcomes(refused)).toEqual(scheme === 'http' ? { 'client-error': 10 } : { connect: 10 });
      const shown = JSON.stringify(refused.errorExamples);
      expect(shown).toContain('407');
      expect(shown).not.toContain(basic('me:wrong').slice(6));
    },
  );

  it('that is not there, the error names the proxy and not the server', async () => {
    const dead = await unusedPort();
    const endpoint: Endpoint = {
      baseUrl: 'https://model.test',
      http: '1.1',
      proxy: { host: '127.0.0.1', port: dead },
    };
    const result = await runBlock(block, endpoint);
    expect(countOutcomes(result)).toEqual({ connect: 10 });
    expect(result.errorExamples[0]?.message).toMatch(
      new RegExp(`^the proxy at 127\\.0\\.0\\.1:${dead}: .*ECONNREFUSED`),
    );
  });
});
