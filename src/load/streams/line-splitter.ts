import { JoinedBytes } from './joined-bytes.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A line without its end: `bytes[start..end)`. Valid only during the call. */
export type LineHandler = (bytes: Buffer, start: number, end: number) => void;

/**
 * Cuts a byte stream into lines, wherever its chunks are cut. Lines that lie within one chunk are handed on as a range
 * of it, without a copy or a string; only a line that crosses chunks is put together. Multi-byte characters need no
 * care: no byte of one equals a line end in UTF-8.
 */
export class LineSplitter {
  readonly #onLine: LineHandler;
  /** Server-sent events also end lines by a single CR; NDJSON does not. */
  readonly #loneCarriageReturn: boolean;
  /** Of the line that is not at its end yet. */
  readonly #carried = new JoinedBytes();
  /** The last chunk ended in CR: a LF that follows belongs to it. */
  #afterCarriageReturn = false;

  constructor(onLine: LineHandler, { loneCarriageReturn }: { loneCarriageReturn: boolean }) {
    this.#onLine = onLine;
    this.#loneCarriageReturn = loneCarriageReturn;
  }

  /** Bytes of an unfinished line. */
  get pendingBytes(): number {
    return this.#carried.length;
  }

  push(chunk: Buffer): void {
    let start = 0;
    if (this.#afterCarriageReturn && chunk.length > 0) {
      if (chunk[0] === lineFeed) start = 1;
      this.#afterCarriageReturn = false;
    }
    for (;;) {
      const end = this.#findEnd(chunk, start);
      if (end === -1) break;
      this.#emit(chunk, start, end);
      start = end + 1;
      if (chunk[end] !== carriageReturn) continue;
      if (start === chunk.length) this.#afterCarriageReturn = true;
      else if (chunk[start] === lineFeed) start++;
    }
    if (start < chunk.length) this.#carried.append(chunk, start);
  }

  /** Hands on what stands after the last line end. */
  end(): void {
    if (this.#carried.length > 0) this.#emit(Buffer.alloc(0), 0, 0);
  }

  #findEnd(chunk: Buffer, start: number): number {
    if (!this.#loneCarriageReturn) return chunk.indexOf(lineFeed, start);
    // Lines of events are short: a loop finds either end sooner than a call into the runtime finds one.
    for (let at = start; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === lineFeed || byte === carriageReturn) return at;
    }
    return -1;
  }

  #emit(chunk: Buffer, start: number, end: number): void {
    if (this.#carried.length > 0) {
      this.#carried.append(chunk, start, end);
      const line = this.#carried.take();
      this.#onLine(line, 0, this.#trimmed(line, 0, line.length));
    } else {
      this.#onLine(chunk, start, this.#trimmed(chunk, start, end));
    }
  }

  /** Without the CR of a CRLF, where single CRs are no line ends. */
  #trimmed(bytes: Buffer, start: number, end: number): number {
    return !this.#loneCarriageReturn && end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
  }
}
