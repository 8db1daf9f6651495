import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Exchange {
  method: string;
  /** With its query. */
  path: string;
  body: string;
  status: number;
  answer: string;
}

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ReplayServer {
  url: string;
  received: Received[];
}

/**
 * Answers as a real server once did, each request with the next recorded exchange of its method and path; 501 where there
 * is none.
 * @param instead answers of the test's own, by method and beginning of the path
 */
export async function replay(
  exchanges: readonly Exchange[],
  instead: Record<string, { status: number; answer?: string; headers?: Record<string, string> }> = {},
): Promise<ReplayServer> {
  const left = [...exchanges];
  return listen((received) => {
    const key = Object.keys(instead).find((start) => `${received.method} ${received.path}`.startsWith(start));
    const own = key === undefined ? undefined : instead[key];
    if (own) return { answer: '', headers: {}, ...own };
    const at = left.findIndex(({ method, path }) => method === received.method && path === received.path);
    const [exchange] = at === -1 ? [] : left.splice(at, 1);
    return { status: exchange?.status ?? 501, answer: exchange?.answer ?? 'not recorded', headers: {} };
  });
}

type Answer = { status: number; answer: string; headers: Record<string, string> };

async function listen(answerTo: (received: Received) => Answer): Promise<ReplayServer> {
  const received: Received[] = [];
  const answer: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      const { status, answer, headers: more } = answerTo(one);
      response.writeHead(status, { 'content-type': 'application/json', ...more }).end(answer);
    });
  };
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** A server that takes a request and never answers it. */
export async function silence(): Promise<ReplayServer> {
  const server = createServer(() => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received: [] };
}
