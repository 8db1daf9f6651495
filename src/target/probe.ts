import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { getCACertificates } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { Endpoint } from '../model/endpoint.ts';

/** How a server is asked whether it is ready: one way, kept over all questions. */
export interface Probe {
  /** The status of the answer to GET; rejects where none comes. The body is not waited for. */
  ask(signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** The way to the server, as the load will take it. */
export type Way = Omit<Endpoint, 'baseUrl'>;

/**
 * HTTP/2 is spoken only where the target says so: a server that offers both answers either. Through a proxy HTTP/1.1 is
 * spoken in any case.
 */
export function openProbe(url: string, way: Way): Probe {
  return way.http === '2' && !way.proxy
    ? new Http2Probe(new URL(url), way)
    : new Http1Probe(new URL(url), way);
}

class Http1Probe implements Probe {
  readonly #dispatcher: Dispatcher;
  readonly #request: Dispatcher.RequestOptions;

  constructor(url: URL, way: Way) {
    const { proxy, socketPath } = way;
    const trust = trusted(way);
    this.#request = { origin: url.origin, path: url.pathname + url.search, method: 'GET' };
    if (!proxy) {
      const connect = { ...trust, ...(socketPath === undefined ? {} : { socketPath }) };
      this.#dispatcher = new Agent({ connections: 1, connect });
      return;
    }
    const { authorization } = proxy;
    const uri = `http://${proxy.host.includes(':') ? `[${proxy.host}]` : proxy.host}:${proxy.port}`;
    if (url.protocol === 'https:') {
      const token = authorization === undefined ? {} : { token: authorization };
      this.#dispatcher = new ProxyAgent({ uri, ...token, requestTls: trust });
      return;
    }
    // As the load does: the whole url is told to the proxy.
    const headers = {
      host: url.host,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    };
    this.#dispatcher = new Agent({ connections: 1 });
    this.#request = { origin: uri, path: url.href, method: 'GET', headers };
  }

  async ask(signal: AbortSignal): Promise<number> {
    const answer = await this.#dispatcher.request({ ...this.#request, signal });
    answer.body.on('error', () => undefined).destroy();
    return answer.statusCode;
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

class Http2Probe implements Probe {
  readonly #url: URL;
  readonly #way: Way;
  #session: ClientHttp2Session | undefined;

  constructor(url: URL, way: Way) {
    this.#url = url;
    this.#way = way;
  }

  ask(signal: AbortSignal): Promise<number> {
    const session = this.#open();
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        session.destroy();
        reject(error);
      };
      session.on('error', fail);
      session.on('close', () => fail(new Error('the connection was closed without an answer')));
      const stream = session.request({ ':path': this.#url.pathname + this.#url.search }, { signal });
      stream.on('response', (headers) => {
        resolve(Number(headers[':status']));
        stream.close();
      });
      stream.on('error', fail);
    });
  }

  async close(): Promise<void> {
    this.#session?.destroy();
  }

  /** One connection a question: after a failure there is no telling what state it is in. */
  #open(): ClientHttp2Session {
    this.#session?.destroy();
    const { socketPath } = this.#way;
    this.#session = connectHttp2(this.#url.origin, {
      ...trusted(this.#way),
      ...(socketPath === undefined ? {} : { createConnection: () => connectSocket(socketPath) }),
    });
    return this.#session;
  }
}

/** Naming any authority replaces all known ones, so those are named too. */
function trusted({ ca }: Way): { ca?: string[] } {
  return ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] };
}
