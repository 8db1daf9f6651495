import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SluiceError } from '../../model/error.ts';
import { contentPolicyOf } from '../../report/index.ts';
import type { Answer } from './answer.ts';

const host = '127.0.0.1';

/**
 * A page of another site cannot give this server a name of its own (DNS rebinding): it answers only to names that always mean
 * this machine. The port may be another one, since it may be forwarded.
 */
const ownNames = new Set([host, 'localhost', '[::1]']);

export interface PageServer {
  url: string;
  close: () => Promise<void>;
}

/** Serves pages to this machine alone. Throws `port-in-use`. */
export async function startPageServer(
  port: number,
  answer: (url: URL) => Promise<Answer>,
): Promise<PageServer> {
  const server = createServer((request, response) => {
    void respond(request, response, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new SluiceError('port-in-use', {
          fact: `Nothing can listen on port ${port} of ${host}: ${cause.code ?? cause.message}.`,
          remedy: 'Give another one with --port, or none: a free one is taken then.',
          cause,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
  answer: (url: URL) => Promise<Answer>,
): Promise<void> {
  for (const [name, value] of Object.entries(headersOfAll)) response.setHeader(name, value);
  const refuse = (status: number, text: string) => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  };
  if (!ownNames.has((headers.host ?? '').replace(/:\d+$/, '').toLowerCase()))
    return refuse(403, 'This server answers under localhost and 127.0.0.1 alone.');
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'Only GET and HEAD are answered.');
  if (!URL.canParse(url, `http://${host}`)) return refuse(400, 'The address cannot be read.');
  const asked = new URL(url, `http://${host}`);
  // Browsers ask by themselves.
  if (asked.pathname === '/favicon.ico') return void response.writeHead(204).end();
  const { status, html } = await answer(asked);
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `${contentPolicyOf(html)}; frame-ancestors 'none'`,
  });
  response.end(method === 'HEAD' ? undefined : html);
}

const headersOfAll = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
