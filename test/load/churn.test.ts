import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BlockSamples } from '../../src/model/sample.ts';
import { ensureBaseImage } from '../support/base-image.ts';
import { describeWithDocker } from '../support/docker-engine.ts';
import { closedBlock, countOutcomes, jsonAnswer, openBlock, runBlock, startRawServer } from './support.ts';

const run = promisify(execFile);
const good = jsonAnswer({ label: 'ok' });

async function raw(answer: (socket: Socket, request: string, count: number) => void) {
  const server = await startRawServer(answer);
  onTestFinished(() => server.close());
  return server;
}

describe('connections that do not last are counted:', () => {
  it('a server that closes after each answer costs a connection each', async () => {
    const server = await raw((socket) =>
      socket.end(good.replace('200 OK\r\n', '200 OK\r\nconnection: close\r\n')),
    );
    const result = await runBlock(openBlock(100, 300), server.baseUrl);
    expect(countOutcomes(result)).toEqual({ ok: 30 });
    expect(result.health).toMatchObject({ connectionsOpened: 30, keptConnectionsLost: 0, localFaults: 0 });
  });

  it('a kept connection that ends under a request is a reset, and one on a new connection is not lost', async () => {
    const perSocket = new WeakMap<Socket, number>();
    const server = await raw((socket) => {
      const count = (perSocket.get(socket) ?? 0) + 1;
      perSocket.set(socket, count);
      // No answer to the second request of each connection.
      if (count === 2) socket.destroy();
      else socket.write(good);
    });
    // Far enough apart for each connection to have rested.
    const result = await runBlock(openBlock(10, 1000), server.baseUrl);
    expect(countOutcomes(result)).toEqual({ ok: 5, reset: 5 });
    expect(result.health).toMatchObject({ connectionsOpened: 5, keptConnectionsLost: 5 });

    const refusing = await raw((socket) => socket.end());
    const refused = await runBlock(closedBlock(1, 10, 10_000), refusing.baseUrl);
    expect(countOutcomes(refused)).toEqual({ reset: 10 });
    expect(refused.health).toMatchObject({ connectionsOpened: 10, keptConnectionsLost: 0 });
  });

  it('a server that closes right after its answers without a word costs one request, not every second one', async () => {
    const server = await raw((socket) => {
      socket.write(good);
      setTimeout(() => socket.end(), 1);
    });
    const result = await runBlock(closedBlock(1, 20, 10_000), server.baseUrl);
    expect(countOutcomes(result)).toEqual({ ok: 19, reset: 1 });
    expect(result.health.keptConnectionsLost).toBe(1);
  });

  it('a server that announces 1 s of keep-alive gets no request on a connection that is about to close', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end('{}'));
    });
    server.keepAliveTimeout = 1000;
    let connections = 0;
    server.on('connection', () => connections++);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    // Close together they share a connection; 0.8 s apart each has one of its own.
    const close = await runBlock(closedBlock(1, 5, 10_000), `http://127.0.0.1:${port}`);
    expect(countOutcomes(close)).toEqual({ ok: 5 });
    expect(close.health).toMatchObject({ connectionsOpened: 1, keptConnectionsLost: 0 });
    const apart = await runBlock(openBlock(1.25, 2400), `http://127.0.0.1:${port}`);
    expect(countOutcomes(apart)).toEqual({ ok: 3 });
    expect(apart.health.keptConnectionsLost).toBe(0);
    expect(connections).toBe(1 + (apart.health.connectionsOpened ?? 0));
  });

  it('a server that closes idle connections after 1 s without a word is asked on new ones', async () => {
    const server = await raw((socket) => {
      socket.write(good);
      socket.setTimeout(1000, () => socket.end());
    });
    const result = await runBlock(openBlock(0.8, 3700), server.baseUrl);
    expect(countOutcomes(result)).toEqual({ ok: 3 });
    expect(result.health).toMatchObject({ connectionsOpened: 3, keptConnectionsLost: 0 });
  });
});

describe('a generator that has run out of', () => {
  const script = join(import.meta.dirname, 'few-sockets.ts');

  it('file descriptors says so, and its block is invalid', async () => {
    const server = await raw(() => undefined);
    const command = ['-c', 'ulimit -n 96; exec "$0" "$@"', process.execPath, script];
    expectLocalFaults(await run('bash', [...command, new URL(server.baseUrl).port]));
  });

  describeWithDocker('(with Docker)', () => {
    it('local ports says so, and its block is invalid', { timeout: 120_000 }, async () => {
      const root = join(import.meta.dirname, '..', '..');
      // Its own network, whose connections have 64 ports; the program is this tree's, by the image's Node.
      const options = [
        '--rm',
        '--sysctl',
        'net.ipv4.ip_local_port_range=60000 60063',
        '-v',
        `${root}:${root}:ro`,
      ];
      const command = ['run', ...options, await ensureBaseImage(), 'node', script];
      const counts = expectLocalFaults(await run('docker', command));
      expect(counts.connect).toBe(150 - 64);
    });
  });
});

/** What the program printed: every request that found no socket is a fault of this machine. */
function expectLocalFaults({ stdout }: { stdout: string }) {
  const { counts, health, validity } = JSON.parse(stdout) as {
    counts: ReturnType<typeof countOutcomes>;
    health: BlockSamples['health'];
    validity: { valid: boolean; reason: string };
  };
  expect(counts.connect).toBeGreaterThan(0);
  expect(health.localFaults).toBe(counts.connect);
  expect(validity).toMatchObject({ valid: false });
  expect(validity.reason).toMatch(/found no free local port or file descriptor/);
  return counts;
}
