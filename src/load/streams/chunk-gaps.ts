import { bucketOf } from '../../model/distribution.ts';

/** Of one answer. What an answer has beyond is not recorded; at 100 chunks a second that is after 11 minutes. */
export const mostGaps = 65_536;

/**
 * The gaps between the chunks of one answer, as HDR buckets, kept until it is known whether the request counts. One object
 * serves a connection and one answer after the other: it grows by doubling up to 128 KiB and allocates nothing else.
 * A chunk is generated text that arrives together, however many events or tokens it is; pings and role deltas are none.
 */
export class ChunkGaps {
  #buckets = new Uint16Array(256);
  #count = 0;
  #lastAtMs = Number.NaN;

  get count(): number {
    return this.#count;
  }

  /** A new answer begins. */
  clear(): void {
    this.#count = 0;
    this.#lastAtMs = Number.NaN;
  }

  /** Generated text came at this time; times ascend. */
  note(atMs: number): void {
    const gapMs = atMs - this.#lastAtMs;
    this.#lastAtMs = atMs;
    // The first chunk has no gap, and what arrives at the same time is the same chunk.
    if (!(gapMs > 0) || this.#count === mostGaps) return;
    if (this.#count === this.#buckets.length) this.#grow();
    // A gap of zero would have no ratio: what is below the resolution of 1 µs counts as 1 µs.
    this.#buckets[this.#count++] = Math.max(1, bucketOf(gapMs));
  }

  /** Hands over every gap in the order in which they came. */
  forEach(take: (bucket: number) => void): void {
    for (let index = 0; index < this.#count; index++) take(this.#buckets[index] as number);
  }

  #grow(): void {
    const longer = new Uint16Array(Math.min(mostGaps, 2 * this.#buckets.length));
    longer.set(this.#buckets);
    this.#buckets = longer;
  }
}
