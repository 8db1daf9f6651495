import { SluiceError } from '../model/error.ts';
import { mostBodyBytes, type Workload } from '../model/schedule.ts';
import { changeRequest } from './change-request.ts';
import type { PreparedRequest, Protocol } from './protocols/protocol.ts';
import { saltForms, saltMarker } from './protocols/salt.ts';

/**
 * Every distinct input as it goes onto the wire, prepared once. The bodies lie in one shared buffer that all workers
 * send from; an entry names its piece of it.
 */
export interface PreparedRequests {
  bodies: SharedArrayBuffer;
  entries: PreparedEntry[];
  /** Where in `bodies` the salt stands, for each of its forms; it is written there before each block, in place. */
  saltOffsets: number[][];
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
  /** The connection is closed after it. */
  last: boolean;
}

/**
 * Throws `template-invalid` for the first input that does not fit the protocol's template, `config-invalid` where the
 * bodies are too large together.
 */
export function prepareRequests(protocol: Protocol, workload: Workload): PreparedRequests {
  let totalBytes = 0;
  const requests = workload.items.map((item) => {
    const className = workload.classes[item.classIndex]?.name ?? String(item.classIndex);
    const request = changeRequest(protocol.prepare(item, className), item.change);
    totalBytes += request.body?.length ?? 0;
    if (totalBytes > mostBodyBytes) throw tooLarge(workload.items.length);
    return request;
  });
  const bodies = new SharedArrayBuffer(totalBytes);
  const store = Buffer.from(bodies);
  const shareHeaders = createSharing();
  let bodyOffset = 0;
  const entries = requests.map((request, item): PreparedEntry => {
    const entry = {
      method: request.method,
      path: request.path,
      headers: shareHeaders(request.headers),
      bodyOffset,
      bodyLength: request.body?.length ?? -1,
      salted: isSalted(request),
      last: workload.items[item]?.lastOnConnection === true,
    };
    if (request.body) bodyOffset += request.body.copy(store, bodyOffset);
    return entry;
  });
  return { bodies, entries, saltOffsets: saltForms.map((form) => findAll(store, form(saltMarker))) };
}

function tooLarge(inputs: number): SluiceError {
  return new SluiceError('config-invalid', {
    fact: `The request bodies of ${inputs} different inputs are more than ${mostBodyBytes / 2 ** 20} MiB together.`,
    remedy:
      'Give fewer or smaller inputs to the classes in workload.classes (`count`, sizes, a sample of the data set). A file in base64 is a third larger than with `binary` or `multipart`.',
  });
}

/** Writes a salt into every body. No request may be in flight: the workers send from the same bytes. */
export function writeSalt(prepared: PreparedRequests, salt: string): void {
  const store = Buffer.from(prepared.bodies);
  for (const [i, form] of saltForms.entries()) {
    for (const offset of prepared.saltOffsets[i] ?? []) store.write(form(salt), offset, 'latin1');
  }
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

export function findAll(store: Buffer, marker: string): number[] {
  const offsets: number[] = [];
  for (let at = store.indexOf(marker); at !== -1; at = store.indexOf(marker, at + marker.length))
    offsets.push(at);
  return offsets;
}
