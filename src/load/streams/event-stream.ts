import { JoinedBytes } from './joined-bytes.ts';
import { LineSplitter } from './line-splitter.ts';

/** The data of one event: `bytes[start..end)`, valid only during the call. `name` is its `event:` field, if any. */
export type EventHandler = (bytes: Buffer, start: number, end: number, name: string | undefined) => void;

const colon = 0x3a;
const space = 0x20;
const data = Buffer.from('data');
const event = Buffer.from('event');
const error = Buffer.from('error');
const feed = Buffer.from('\n');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Server-sent events, parsed from the raw bytes as they come in (WHATWG HTML, 9.2.6): LF, CRLF and CR, comments,
 * several data lines in an event, fields in any order, unknown fields passed over. An event of one data line is handed
 * on as a range of the chunk it came in. Beyond the standard a field `error` is the data of an event of that name: older
 * servers of llama.cpp write so.
 */
export class EventStreamParser {
  readonly #onEvent: EventHandler;
  readonly #lines: LineSplitter;
  /** The data of the event that is being read: its first line as a range of the chunk; all of them once there are more. */
  #data: Buffer | undefined;
  #start = 0;
  #end = 0;
  readonly #joined = new JoinedBytes();
  #name: string | undefined;
  #atStart = true;

  constructor(onEvent: EventHandler) {
    this.#onEvent = onEvent;
    this.#lines = new LineSplitter((bytes, start, end) => this.#readLine(bytes, start, end), {
      loneCarriageReturn: true,
    });
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  /**
   * The stream has ended. An event that lacks only its blank line is handed on (servers leave it out, and a cut inside
   * of it shows in its content). Returns whether anything was left over.
   */
  end(): boolean {
    this.#lines.end();
    const leftOver = this.#data !== undefined;
    this.#dispatch();
    return leftOver;
  }

  #readLine(bytes: Buffer, lineStart: number, end: number): void {
    let start = lineStart;
    if (this.#atStart) {
      this.#atStart = false;
      if (startsWith(bytes, start, end, byteOrderMark)) start += byteOrderMark.length;
    }
    if (start === end) return this.#dispatch();
    if (bytes[start] === colon) return;
    if (isField(bytes, start, end, data)) {
      this.#addData(bytes, valueStart(bytes, start + data.length, end), end);
    } else if (isField(bytes, start, end, event)) {
      this.#name = bytes.toString('utf8', valueStart(bytes, start + event.length, end), end);
    } else if (isField(bytes, start, end, error)) {
      this.#name = 'error';
      this.#addData(bytes, valueStart(bytes, start + error.length, end), end);
    }
  }

  #addData(bytes: Buffer, start: number, end: number): void {
    if (this.#data) {
      if (this.#joined.length === 0) this.#joined.append(this.#data, this.#start, this.#end);
      this.#joined.append(feed);
      this.#joined.append(bytes, start, end);
      return;
    }
    this.#data = bytes;
    this.#start = start;
    this.#end = end;
  }

  #dispatch(): void {
    const bytes = this.#data;
    const name = this.#name;
    this.#name = undefined;
    if (!bytes) return;
    this.#data = undefined;
    if (this.#joined.length === 0) return this.#onEvent(bytes, this.#start, this.#end, name);
    const joined = this.#joined.take();
    this.#onEvent(joined, 0, joined.length, name);
  }
}

function startsWith(bytes: Buffer, start: number, end: number, prefix: Buffer): boolean {
  if (end - start < prefix.length) return false;
  for (let at = 0; at < prefix.length; at++) if (bytes[start + at] !== prefix[at]) return false;
  return true;
}

/** A field line is the name alone, or the name and a colon. */
function isField(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  if (!startsWith(bytes, start, end, name)) return false;
  const after = start + name.length;
  return after === end || bytes[after] === colon;
}

/** After the colon, and after one space if there is one. */
function valueStart(bytes: Buffer, after: number, end: number): number {
  if (after >= end) return end;
  return bytes[after + 1] === space && after + 1 < end ? after + 2 : after + 1;
}
