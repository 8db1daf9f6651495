import type { Dispatcher } from 'undici';
import type { ResolvedEndpoint } from '../endpoint.ts';
import type { PreparedEntry, PreparedRequests } from '../prepared-requests.ts';
import { saltMarker } from '../protocols/salt.ts';

/** The distinct inputs as the client takes them, made once a block, so that sending one allocates nothing of ours. */
export class WireRequests {
  readonly #options: Dispatcher.DispatchOptions[];

  constructor(prepared: PreparedRequests, endpoint: ResolvedEndpoint, salt: string) {
    this.#options = prepared.entries.map((entry) => ({
      method: entry.method as Dispatcher.HttpMethod,
      path: endpoint.basePath + (entry.salted ? entry.path.replaceAll(saltMarker, salt) : entry.path),
      headers: entry.salted ? entry.headers.map((text) => text.replaceAll(saltMarker, salt)) : entry.headers,
      body: bodyOf(entry, prepared.bodies),
    }));
  }

  optionsOf(item: number): Dispatcher.DispatchOptions {
    return this.#options[item] as Dispatcher.DispatchOptions;
  }
}

function bodyOf(entry: PreparedEntry, bodies: SharedArrayBuffer): Buffer | null {
  // A view: all workers send from the same bytes.
  return entry.bodyLength < 0 ? null : Buffer.from(bodies, entry.bodyOffset, entry.bodyLength);
}
