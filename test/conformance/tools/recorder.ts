import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Exchange } from '../../support/replay-server.ts';

export interface Recorder {
  url: string;
  exchanges: Exchange[];
  close: () => void;
}

/** Passes every request on to a server and keeps what was said: without headers, which hold credentials and dates. */
export async function recordBefore(upstream: string): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { method = '', url: path = '' } = request;
      const body = Buffer.concat(chunks);
      const type = request.headers['content-type'];
      const answered = await fetch(upstream + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(type === undefined ? {} : { 'content-type': type }),
          ...(request.headers.authorization ? { authorization: request.headers.authorization } : {}),
        },
        ...(body.byteLength > 0 ? { body } : {}),
      });
      const answer = await answered.text();
      exchanges.push({ method, path, body: body.toString('utf8'), status: answered.status, answer });
      response.writeHead(answered.status, { 'content-type': 'application/json' }).end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    close: () => void server.close(),
  };
}
