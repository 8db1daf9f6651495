import { LineSplitter } from './line-splitter.ts';

/** The data of one event: `bytes[start..end)`, valid only during the call. `name` is its `event:` field, if any. */
export type EventHandler = (bytes: Buffer, start: number, end: number, name: string | undefined) => void;

const colon = 0x3a;
const space = 0x20;
const data = Buffer.from('data');
const event = Buffer.from('event');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Server-sent events, parsed from the raw bytes as they come in (WHATWG HTML, 9.2.6): LF, CRLF and CR, comments,
 * several data lines in an event, fields in any order, unknown fields passed over. An event of one data line is handed
 * on as a range of the chunk it came in.
 */
export class EventStreamParser {
  readonly #onEvent: EventHandler;
  readonly #lines: LineSplitter;
  /** Data lines of the event that is being read; the first is kept as a range while it is the only one. */
  #dataLines: Buffer[] = [];
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
    const leftOver = this.#dataLines.length > 0;
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
      this.#dataLines.push(bytes.subarray(valueStart(bytes, start + data.length, end), end));
    } else if (isField(bytes, start, end, event)) {
      this.#name = bytes.toString('utf8', valueStart(bytes, start + event.length, end), end);
    }
  }

  #dispatch(): void {
    const lines = this.#dataLines;
    const name = this.#name;
    this.#name = undefined;
    if (lines.length === 0) return;
    this.#dataLines = [];
    const value = lines.length === 1 ? (lines[0] as Buffer) : joinLines(lines);
    this.#onEvent(value, 0, value.length, name);
  }
}

function startsWith(bytes: Buffer, start: number, end: number, prefix: Buffer): boolean {
  return (
    end - start >= prefix.length &&
    bytes.compare(prefix, 0, prefix.length, start, start + prefix.length) === 0
  );
}

/** A field line is the name alone, or the name and a colon. */
function isField(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  if (bytes[start] !== name[0] || !startsWith(bytes, start, end, name)) return false;
  const after = start + name.length;
  return after === end || bytes[after] === colon;
}

/** After the colon, and after one space if there is one. */
function valueStart(bytes: Buffer, after: number, end: number): number {
  if (after >= end) return end;
  return bytes[after + 1] === space && after + 1 < end ? after + 2 : after + 1;
}

function joinLines(lines: Buffer[]): Buffer {
  const feed = Buffer.from('\n');
  return Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [feed, line])));
}
