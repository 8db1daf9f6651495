import { createHash } from 'node:crypto';

/**
 * Chooses requests by what they are and not by chance, so that of two arms under one schedule the same are chosen: a number
 * from 0 to 1 for each row of a block, to be compared with the share.
 * The mixing is the finaliser of MurmurHash3 (A. Appleby), whose every input bit moves every output bit.
 * @param block names the block in both arms
 */
export function chanceInBlock(block: string): (row: number) => number {
  const seed = createHash('sha256').update(block).digest().readUInt32LE();
  return (row) => {
    let mixed = seed ^ Math.imul(row + 1, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Keeps what falls into the share, in bounded memory: when it is full, the share is halved, evenly over all of the gate. */
export class Sampled<T> {
  #kept: { chance: number; value: T }[] = [];
  readonly #most: number;
  share: number;

  constructor(share: number, most: number) {
    this.share = share;
    this.#most = most;
  }

  add(chance: number, value: () => T): void {
    if (chance >= this.share) return;
    this.#kept.push({ chance, value: value() });
    if (this.#kept.length <= this.#most) return;
    this.share /= 2;
    this.#kept = this.#kept.filter((each) => each.chance < this.share);
  }

  get values(): T[] {
    return this.#kept.map(({ value }) => value);
  }
}
