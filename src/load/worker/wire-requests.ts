import type { OutgoingHttpHeaders } from 'node:http2';
import type { Dispatcher } from 'undici';
import type { ResolvedEndpoint } from '../resolved-endpoint.ts';
import type { PreparedEntry, PreparedRequests } from '../prepared-requests.ts';
import { saltMarker } from '../protocols/salt.ts';

/** A request as the client takes it. */
export interface WireRequest extends Dispatcher.DispatchOptions {
  body: Buffer | null;
  /** HTTP/2 only: the pseudo-headers and headers by name. */
  fields?: OutgoingHttpHeaders;
}

/** The distinct inputs as the client takes them, made once a block, so that sending one allocates nothing of ours. */
export class WireRequests {
  readonly #requests: WireRequest[];

  constructor(prepared: PreparedRequests, endpoint: ResolvedEndpoint, salt: string) {
    // A proxy without a tunnel is told the whole url (RFC 9112, 3.2.2), and who asks.
    const { proxy } = endpoint;
    const throughProxy = proxy !== undefined && proxy.tunnelTo === undefined;
    const prefix = (throughProxy ? endpoint.origin : '') + endpoint.basePath;
    const added =
      throughProxy && proxy.authorization !== undefined ? ['proxy-authorization', proxy.authorization] : [];
    this.#requests = prepared.entries.map((entry) => {
      const written = entry.salted
        ? entry.headers.map((text) => text.replaceAll(saltMarker, salt))
        : entry.headers;
      const request: WireRequest = {
        method: entry.method as Dispatcher.HttpMethod,
        path: prefix + (entry.salted ? entry.path.replaceAll(saltMarker, salt) : entry.path),
        headers: added.length > 0 ? [...written, ...added] : written,
        body: bodyOf(entry, prepared.bodies),
        ...(entry.last ? { reset: true } : {}),
      };
      return endpoint.http === '2' ? { ...request, fields: fieldsOf(request, written, endpoint) } : request;
    });
  }

  optionsOf(item: number): WireRequest {
    return this.#requests[item] as WireRequest;
  }
}

function bodyOf(entry: PreparedEntry, bodies: SharedArrayBuffer): Buffer | null {
  // A view: all workers send from the same bytes.
  return entry.bodyLength < 0 ? null : Buffer.from(bodies, entry.bodyOffset, entry.bodyLength);
}

/** Headers that speak of the connection and have no place in HTTP/2 (RFC 9113, 8.2.2); `host` becomes `:authority`. */
const ofTheConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'host',
]);

function fieldsOf(
  { method, path, body }: WireRequest,
  headers: readonly string[],
  { origin, secure }: ResolvedEndpoint,
): OutgoingHttpHeaders {
  const byName = new Map<string, string[]>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] as string).toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), headers[index + 1] as string]);
  }
  const own = [...byName].filter(([name]) => !ofTheConnection.has(name));
  return {
    ':method': method,
    ':path': path,
    ':scheme': secure ? 'https' : 'http',
    ':authority': byName.get('host')?.[0] ?? new URL(origin).host,
    ...(body ? { 'content-length': body.length } : {}),
    ...Object.fromEntries(own.map(([name, values]) => [name, values.length === 1 ? values[0] : values])),
  };
}
