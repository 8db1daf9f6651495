import { createServer } from 'node:http';
import { isIPv6 } from 'node:net';
import { once } from 'node:events';
import type { Registry, RegistryContentType } from 'prom-client';
import { failed } from '../send.ts';

/** What a running gate shows at `/metrics`. */
export interface MetricsEndpoint {
  url: string;
  /** How often it was asked so far. */
  readonly scrapes: number;
  /** Whether a question that comes from now on is answered whole before `signal` aborts. */
  nextScrape: (signal: AbortSignal) => Promise<boolean>;
  close: () => Promise<void>;
}

/** A scraper needs one connection; nobody needs many. */
const mostConnections = 16;

/**
 * Serves the registry until it is closed; it never keeps the process alive.
 * @throws SluiceError `export-failed` where it cannot listen: the port is in use, the address is not this machine's
 */
export async function serveMetrics(
  registry: Registry<RegistryContentType>,
  { host, port }: { host: string; port: number },
): Promise<MetricsEndpoint> {
  let scrapes = 0;
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const path = request.url?.split('?')[0];
    if (path !== '/metrics') return void response.writeHead(404).end('Only /metrics is here.\n');
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    const waited = waiting;
    waiting = [];
    response.once('close', () => {
      if (!response.writableFinished) return void waiting.push(...waited);
      scrapes += 1;
      waited.forEach((resolve) => resolve());
    });
    const answer = (text: string): void => {
      response.writeHead(200, { 'content-type': registry.contentType }).end(text);
    };
    registry.metrics().then(answer, () => response.writeHead(500).end());
  });
  server.maxConnections = mostConnections;
  server.unref();
  const address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw unheard(address, cause);
  }
  return {
    url: `http://${address}/metrics`,
    get scrapes() {
      return scrapes;
    },
    async nextScrape(signal) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting.push(() => resolve(true));
      if (signal.aborted) return false;
      signal.addEventListener('abort', () => resolve(false), { once: true });
      // Nothing else may keep the process alive, not even the limit of `signal`.
      server.ref();
      return promise.finally(() => server.unref());
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const remedies: Record<string, string> = {
  EADDRINUSE: 'Another program, perhaps another gate, has this port: give another one with `listen`.',
  EADDRNOTAVAIL: 'Give an address of this machine as `host`, such as 127.0.0.1 or 0.0.0.0.',
  ENOTFOUND: 'Give an address of this machine as `host`, such as 127.0.0.1 or 0.0.0.0.',
  EACCES: 'Ports below 1024 need rights: give a higher one with `listen`.',
};

function unheard(address: string, cause: unknown): Error {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const remedy = remedies[code] ?? 'Give another host or port with `listen`.';
  return failed(
    'Prometheus',
    `The metrics cannot be served at ${address}: ${code || message}.`,
    remedy,
    cause,
  );
}
