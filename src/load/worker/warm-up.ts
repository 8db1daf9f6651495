import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { allocateColumns } from '../columns.ts';
import { allocateLiveCounters } from '../live-counters.ts';
import type { BlockOrder } from '../messages.ts';

const requests = 200;
const apartMs = 0.25;
const answer = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
);

/**
 * A block against a server inside this thread, before the first real one. The first requests of a fresh process take
 * tens of milliseconds, in which code is compiled and the HTTP parser is loaded; without this they would be measured as
 * the model's, and a scenario of few requests would be mostly that.
 */
export async function warmUp(
  run: (order: BlockOrder) => Promise<void>,
  wire: 'http' | 'grpc',
): Promise<void> {
  const server = wire === 'grpc' ? grpcServer() : httpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const columns = allocateColumns(requests);
  columns.dueAtMs.forEach((_, row) => (columns.dueAtMs[row] = row * apartMs));
  await run({
    endpoint: {
      origin: `http://127.0.0.1:${port}`,
      basePath: '',
      secure: false,
      hostname: '127.0.0.1',
      address: '127.0.0.1',
      port,
      http: '1.1',
    },
    salt: '',
    columns,
    live: allocateLiveCounters(),
    worker: 0,
    workers: 1,
    measured: [],
    arrivals: { kind: 'open' },
  });
  server.close();
}

function httpServer(): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // One answer for each piece that comes in is all that is needed: what is unanswered is aborted.
    socket.on('data', () => socket.write(answer));
  });
}

/** Answers every call with an empty message. */
function grpcServer(): Server {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.on('error', () => stream.destroy());
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.end(Buffer.alloc(5));
  });
  return server;
}
