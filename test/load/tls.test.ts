import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { requestTimings } from '../../src/load/request-timings.ts';
import { authority, certificate } from '../support/tls/index.ts';
import { closedBlock, countOutcomes, openBlock, runBlock, startRawServer } from './support.ts';

interface SecureServer {
  port: number;
  /** Of every handshake, whether it took up an earlier session. */
  resumed: boolean[];
  serverNames: (string | false | null)[];
}

async function serve(
  options: ServerOptions = {},
  headers: Record<string, string> = {},
): Promise<SecureServer> {
  const resumed: boolean[] = [];
  const serverNames: SecureServer['serverNames'] = [];
  const server = createServer({ ...certificate, ...options }, (request, response) => {
    request.resume().on('end', () => response.writeHead(200, headers).end('{}'));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    resumed.push(socket.isSessionReused());
    serverNames.push((socket as TLSSocket & { servername: string | false | null }).servername);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, resumed, serverNames };
}

const block = openBlock(50, 200);

describe('over TLS', () => {
  it('a server whose authority is named is trusted, by its name and by its address', async () => {
    const { port, serverNames } = await serve();
    for (const host of ['localhost', '127.0.0.1']) {
      const result = await runBlock(block, { baseUrl: `https://${host}:${port}`, ca: authority });
      expect(countOutcomes(result)).toEqual({ ok: 10 });
    }
    expect(new Set(serverNames)).toEqual(new Set(['localhost', false]));
  });

  it('a certificate that is not trusted is a connect error that names TLS and the remedy', async () => {
    const { port } = await serve();
    const result = await runBlock(block, `https://127.0.0.1:${port}`);
    expect(countOutcomes(result)).toEqual({ connect: 10 });
    expect(result.errorExamples[0]?.message).toMatch(
      /^TLS: .*not trusted.*tls: \{ ca: FILE \}.*NODE_EXTRA_CA_CERTS/,
    );
    expect(result.health).toMatchObject({ connectionsOpened: 0, localFaults: 0 });
  });

  it('a server that says nothing is a time-out of the connection', async () => {
    const server = await startRawServer(() => undefined);
    const talking = server.baseUrl.replace('http:', 'https:');
    const result = await runBlock(openBlock(20, 200), { baseUrl: talking }, { timeouts: { connectMs: 150 } });
    await server.close();
    expect(countOutcomes(result)).toEqual({ timeout: 4 });
  });

  it('a server that answers without TLS is a connect error that says so', async () => {
    const server = createNetServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const result = await runBlock(block, `https://127.0.0.1:${port}`);
    server.close();
    expect(countOutcomes(result)).toEqual({ connect: 10 });
    expect(result.errorExamples[0]?.message).toMatch(/^TLS: the handshake failed/);
  });

  it('the handshake is counted as connecting and not charged to the model', async () => {
    const context = createSecureContext(certificate);
    const slow: ServerOptions = {
      SNICallback: (_, done) => setTimeout(() => done(null, context), 80),
    };
    const { port } = await serve(slow, { connection: 'close' });
    // HTTP/1.1 is demanded, so that the server is not asked for its preference first.
    const endpoint = { baseUrl: `https://localhost:${port}`, ca: authority, http: '1.1' } as const;
    const { samples } = await runBlock(openBlock(10, 100), endpoint);
    expect(samples.connectMs?.[0]).toBeGreaterThanOrEqual(79);
    const { latency, service } = requestTimings(samples, 0);
    const wholeMs = (samples.endAtMs[0] as number) - (samples.dueAtMs[0] as number);
    expect(latency).toBeLessThanOrEqual(wholeMs - 79);
    expect(service).toBeLessThanOrEqual(wholeMs - 79);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'sessions of %s are taken up again, and counted',
    async (version) => {
      const { port, resumed } = await serve(
        { minVersion: version, maxVersion: version },
        { connection: 'close' },
      );
      const endpoint = { baseUrl: `https://127.0.0.1:${port}`, ca: authority, http: '1.1' } as const;
      const result = await runBlock(closedBlock(1, 10, 10_000), endpoint);
      expect(countOutcomes(result)).toEqual({ ok: 10 });
      expect(resumed).toEqual([false, ...Array.from({ length: 9 }, () => true)]);
      expect(result.health).toMatchObject({ connectionsOpened: 10, tlsSessionsResumed: 9 });
    },
  );
});
