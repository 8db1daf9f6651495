import { closeSync, openSync, readSync } from 'node:fs';

const pieceBytes = 1 << 20;

/** Reads a file that another process is still writing, line by line. A file that is not there yet has no lines. */
export class LineFile {
  readonly #path: string;
  readonly #onLine: (line: string) => void;
  readonly #piece = Buffer.allocUnsafe(pieceBytes);
  #file: number | undefined;
  #readBytes = 0;
  #begun: Buffer[] = [];

  constructor(path: string, onLine: (line: string) => void) {
    this.#path = path;
    this.#onLine = onLine;
  }

  /** Tells the whole lines that have come since the last time. */
  readNew(): void {
    this.#file ??= openIfThere(this.#path);
    if (this.#file === undefined) return;
    for (;;) {
      const bytes = readSync(this.#file, this.#piece, 0, pieceBytes, this.#readBytes);
      if (bytes === 0) return;
      this.#readBytes += bytes;
      this.#split(this.#piece.subarray(0, bytes));
    }
  }

  /** @returns whether the file ended in the middle of a line */
  close(): boolean {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    return this.#begun.length > 0;
  }

  #split(bytes: Buffer): void {
    let from = 0;
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
      const end = bytes.subarray(from, at);
      this.#onLine((this.#begun.length > 0 ? Buffer.concat([...this.#begun, end]) : end).toString('utf8'));
      this.#begun = [];
      from = at + 1;
    }
    if (from < bytes.length) this.#begun.push(Buffer.from(bytes.subarray(from)));
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
