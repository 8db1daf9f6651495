import { LineSplitter, type LineHandler } from './line-splitter.ts';

/** Newline-delimited JSON, cut into its values as raw bytes; empty lines are passed over. */
export class JsonLinesParser {
  readonly #lines: LineSplitter;

  constructor(onValue: LineHandler) {
    this.#lines = new LineSplitter(
      (bytes, start, end) => {
        if (end > start) onValue(bytes, start, end);
      },
      { loneCarriageReturn: false },
    );
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  /** A last value without a line end is a value. Returns whether there was one. */
  end(): boolean {
    const leftOver = this.#lines.pendingBytes > 0;
    this.#lines.end();
    return leftOver;
  }
}
