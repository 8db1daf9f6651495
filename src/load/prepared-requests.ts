import type { Workload } from '../model/schedule.ts';
import type { PreparedRequest, Protocol } from './protocols/protocol.ts';
import { saltMarker } from './protocols/salt.ts';

/**
 * Every distinct input as it goes onto the wire, prepared once. The bodies lie in one shared buffer that all workers
 * send from; an entry names its piece of it.
 */
export interface PreparedRequests {
  bodies: SharedArrayBuffer;
  entries: PreparedEntry[];
  /** Where in `bodies` the salt stands; it is written there before each block, in place. */
  saltOffsets: number[];
}

export interface PreparedEntry {
  method: string;
  path: string;
  headers: string[];
  bodyOffset: number;
  /** -1: no body. */
  bodyLength: number;
  /** Path or headers hold the salt's marker. */
  salted: boolean;
}

/** Throws `template-invalid` for the first input that does not fit the protocol's template. */
export function prepareRequests(protocol: Protocol, workload: Workload): PreparedRequests {
  const requests = workload.items.map((item) =>
    protocol.prepare(item, workload.classes[item.classIndex]?.name ?? String(item.classIndex)),
  );
  const totalBytes = requests.reduce((sum, request) => sum + (request.body?.length ?? 0), 0);
  const bodies = new SharedArrayBuffer(totalBytes);
  const store = Buffer.from(bodies);
  const shareHeaders = createSharing();
  let bodyOffset = 0;
  const entries = requests.map((request): PreparedEntry => {
    const entry = {
      method: request.method,
      path: request.path,
      headers: shareHeaders(request.headers),
      bodyOffset,
      bodyLength: request.body?.length ?? -1,
      salted: isSalted(request),
    };
    if (request.body) bodyOffset += request.body.copy(store, bodyOffset);
    return entry;
  });
  return { bodies, entries, saltOffsets: findAll(store, saltMarker) };
}

/** Writes a salt into every body. No request may be in flight: the workers send from the same bytes. */
export function writeSalt(prepared: PreparedRequests, salt: string): void {
  const store = Buffer.from(prepared.bodies);
  for (const offset of prepared.saltOffsets) store.write(salt, offset, 'latin1');
}

function isSalted(request: PreparedRequest): boolean {
  return request.path.includes(saltMarker) || request.headers.some((text) => text.includes(saltMarker));
}

/** Gives equal header lists one identity, which survives the way to the workers and saves their memory. */
function createSharing(): (headers: string[]) => string[] {
  const seen = new Map<string, string[]>();
  return (headers) => {
    const key = headers.join('\n');
    const known = seen.get(key);
    if (known) return known;
    seen.set(key, headers);
    return headers;
  };
}

function findAll(store: Buffer, marker: string): number[] {
  const offsets: number[] = [];
  for (let at = store.indexOf(marker); at !== -1; at = store.indexOf(marker, at + marker.length))
    offsets.push(at);
  return offsets;
}
