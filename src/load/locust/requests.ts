import type { TimeoutPlan } from '../../model/plan.ts';
import type { Workload } from '../../model/schedule.ts';
import { findAll, type PreparedEntry, type PreparedRequests } from '../prepared-requests.ts';

import { saltForms, saltMarker } from '../protocols/salt.ts';

/** Every distinct input for the workers, sent to them once; each writes the salt of a block into them itself. */
export interface RequestsOrder {
  kind: 'requests';
  entries: {
    method: string;
    path: string;
    /** What the user's own header says, in place of the server's name. */
    host?: string;
    /** Where what follows the `host` header lies. */
    offset: number;
    length: number;
    /** The connection is closed after it. */
    last: boolean;
    classIndex: number;
  }[];
  saltMarker: string;
  /** For each form of the salt. */
  saltOffsets: number[][];
  classNames: string[];
  timeouts: TimeoutPlan;
}

export function packRequests(
  prepared: PreparedRequests,
  workload: Workload,
  timeouts: TimeoutPlan,
): { head: RequestsOrder; body: Buffer } {
  const pieces: Buffer[] = [];
  let offset = 0;
  const entries = prepared.entries.map((entry, item) => {
    const written = afterHost(entry, prepared.bodies);
    pieces.push(written);
    const from = offset;
    offset += written.length;
    const { method, path, last } = entry;
    const host = valueOf(entry.headers, 'host');
    const classIndex = workload.items[item]?.classIndex ?? 0;
    return {
      method,
      path,
      ...(host === undefined ? {} : { host }),
      offset: from,
      length: written.length,
      last,
      classIndex,
    };
  });
  const body = Buffer.concat(pieces);
  return {
    head: {
      kind: 'requests',
      entries,
      saltMarker,
      saltOffsets: saltForms.map((form) => findAll(body, form(saltMarker))),
      classNames: workload.classes.map(({ name }) => name),
      timeouts,
    },
    body,
  };
}

/** A client of HTTP/1.1 writes these itself. */
const ownHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);
const methodsWithContent = new Set(['POST', 'PUT', 'PATCH']);

function afterHost(
  { method, headers, bodyOffset, bodyLength, last }: PreparedEntry,
  bodies: SharedArrayBuffer,
): Buffer {
  const lines = [`connection: ${last ? 'close' : 'keep-alive'}`];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!ownHeaders.has((headers[i] as string).toLowerCase())) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  }
  if (bodyLength >= 0 || methodsWithContent.has(method))
    lines.push(`content-length: ${Math.max(0, bodyLength)}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return bodyLength > 0 ? Buffer.concat([head, Buffer.from(bodies, bodyOffset, bodyLength)]) : head;
}

function valueOf(headers: readonly string[], name: string): string | undefined {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === name);
  return at === -1 ? undefined : headers[at + 1];
}
