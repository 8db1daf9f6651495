import {
  connect as connectHttp2,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import { connect as connectSocket, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { Endpoint } from '../model/endpoint.ts';
import { fixedLookup } from '../model/fixed-lookup.ts';

/** How a server is asked whether it is ready, or what it is: one way, kept over all questions. */
export interface Probe {
  /** The status of the answer; rejects where none comes. The body is not waited for. */
  ask(signal: AbortSignal): Promise<number>;
  /** The whole answer, of at most 1 MiB; rejects where none comes. A POST may carry another body than `{}`. */
  read(signal: AbortSignal, content?: string): Promise<{ status: number; body: string }>;
  /** What the answer's `Date` header says; undefined where it has none, rejects where no answer comes. */
  askDate(signal: AbortSignal): Promise<string | undefined>;
  close(): Promise<void>;
}

const mostAnswerBytes = 1024 * 1024;

/** The way to the server, as the load will take it. */
export type Way = Omit<Endpoint, 'baseUrl'>;

/**
 * HTTP/2 is spoken only where the target says so: a server that offers both answers either. Through a proxy HTTP/1.1 is
 * spoken in any case. A POST carries an empty object.
 */
export function openProbe(url: string, way: Way, method: Method = 'GET'): Probe {
  return way.http === '2' && !way.proxy
    ? new Http2Probe(new URL(url), way, method)
    : new Http1Probe(new URL(url), way, method);
}

type Method = 'GET' | 'POST';

const contentOf = (method: Method): { headers: Record<string, string>; body: string | null } =>
  method === 'POST'
    ? { headers: { 'content-type': 'application/json' }, body: '{}' }
    : { headers: {}, body: null };

class Http1Probe implements Probe {
  readonly #dispatcher: Dispatcher;
  readonly #request: Dispatcher.RequestOptions;

  constructor(url: URL, way: Way, method: Method) {
    const { proxy, socketPath } = way;
    const trust = trusted(way);
    const { headers, body } = contentOf(method);
    this.#request = { origin: url.origin, path: url.pathname + url.search, method, headers, body };
    if (!proxy) {
      const connect = { ...trust, ...pinned(way), ...(socketPath === undefined ? {} : { socketPath }) };
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
    const toProxy = {
      ...headers,
      host: url.host,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    };
    this.#dispatcher = new Agent({ connections: 1 });
    this.#request = { origin: uri, path: url.href, method, headers: toProxy, body };
  }

  async ask(signal: AbortSignal): Promise<number> {
    const answer = await this.#dispatcher.request({ ...this.#request, signal });
    answer.body.on('error', () => undefined).destroy();
    return answer.statusCode;
  }

  async read(signal: AbortSignal, content?: string): Promise<{ status: number; body: string }> {
    const body = content ?? this.#request.body ?? null;
    const answer = await this.#dispatcher.request({ ...this.#request, body, signal });
    return { status: answer.statusCode, body: await readBounded(answer.body) };
  }

  /** The connection is kept, so that the next answer takes the way there and back alone. */
  async askDate(signal: AbortSignal): Promise<string | undefined> {
    const answer = await this.#dispatcher.request({ ...this.#request, signal });
    void answer.body.dump().catch(() => undefined);
    return dateOf(answer.headers);
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

class Http2Probe implements Probe {
  readonly #url: URL;
  readonly #way: Way;
  readonly #method: Method;
  #session: ClientHttp2Session | undefined;

  constructor(url: URL, way: Way, method: Method) {
    this.#url = url;
    this.#way = way;
    this.#method = method;
  }

  async ask(signal: AbortSignal): Promise<number> {
    const { status, stream } = await this.#request(signal);
    stream.close();
    return status;
  }

  async askDate(signal: AbortSignal): Promise<string | undefined> {
    const { headers, stream } = await this.#request(signal);
    stream.close();
    return dateOf(headers);
  }

  async read(signal: AbortSignal, content?: string): Promise<{ status: number; body: string }> {
    const { status, stream } = await this.#request(signal, content);
    return { status, body: await readBounded(stream) };
  }

  #request(
    signal: AbortSignal,
    content?: string,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; stream: ClientHttp2Stream }> {
    const session = this.#open();
    return new Promise((resolve, reject) => {
      const forget = () => session.off('error', fail).off('close', closed);
      const fail = (error: Error) => {
        forget();
        // After a failure there is no telling what state the connection is in.
        session.destroy();
        reject(error);
      };
      const closed = () => fail(new Error('the connection was closed without an answer'));
      session.on('error', fail).on('close', closed);
      const { pathname, search } = this.#url;
      const { headers: own, body: usual } = contentOf(this.#method);
      const body = content ?? usual;
      const asked = { ':method': this.#method, ':path': pathname + search, ...own };
      const stream = session.request(asked, { signal, endStream: body === null });
      stream.on('response', (headers) => {
        forget();
        resolve({ status: Number(headers[':status']), headers, stream });
      });
      stream.on('error', fail);
      if (body !== null) stream.end(body);
    });
  }

  async close(): Promise<void> {
    this.#session?.destroy();
  }

  #open(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const { socketPath } = this.#way;
    this.#session = connectHttp2(this.#url.origin, {
      ...trusted(this.#way),
      ...pinned(this.#way),
      ...(socketPath === undefined ? {} : { createConnection: () => connectSocket(socketPath) }),
    });
    // Between two questions nobody else listens, and an error that nobody hears ends the process.
    this.#session.on('error', () => undefined);
    return this.#session;
  }
}

const dateOf = ({ date }: { date?: string | string[] | undefined }): string | undefined =>
  typeof date === 'string' ? date : undefined;

/** Naming any authority replaces all known ones, so those are named too. */
function trusted({ ca }: Way): { ca?: string[] } {
  return ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] };
}

/** Connections go to no other address than the server's name had in the beginning. */
export const pinned = ({ addresses }: Way): { lookup?: LookupFunction } =>
  addresses ? { lookup: fixedLookup(addresses) as LookupFunction } : {};

async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostAnswerBytes) throw new TypeError(`the answer is longer than ${mostAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
