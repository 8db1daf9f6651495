const nothing = Buffer.alloc(0);

/** Bytes that come in pieces, however small: a list of the pieces would take a hundred bytes for each. */
export class JoinedBytes {
  #buffer = nothing;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Buffer, start = 0, end = bytes.length): void {
    const length = this.#length + end - start;
    if (length > this.#buffer.length) this.#grow(length);
    bytes.copy(this.#buffer, this.#length, start, end);
    this.#length = length;
  }

  /** All that was appended, which is the caller's from now on; what is appended next begins anew. */
  take(): Buffer {
    const joined = this.#buffer.subarray(0, this.#length);
    this.#buffer = nothing;
    this.#length = 0;
    return joined;
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
