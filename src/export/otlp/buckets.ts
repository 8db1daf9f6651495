import type { Histogram } from '@opentelemetry/sdk-metrics';

/** A histogram that is counted by itself: an instrument of the SDK takes 10 µs a value, which at 20,000 requests a block is a second. */
export class Buckets {
  readonly #boundaries: readonly number[];
  readonly #counts: number[];
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  /** @param boundaries upper ones, inclusive, ascending */
  constructor(boundaries: readonly number[]) {
    this.#boundaries = boundaries;
    this.#counts = new Array<number>(boundaries.length + 1).fill(0);
  }

  add(value: number): void {
    let bucket = 0;
    while (value > (this.#boundaries[bucket] ?? Infinity)) bucket += 1;
    this.#counts[bucket]! += 1;
    this.#count += 1;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** Undefined where nothing was counted. */
  get value(): Histogram | undefined {
    if (this.#count === 0) return undefined;
    const buckets = { boundaries: [...this.#boundaries], counts: [...this.#counts] };
    return { buckets, count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
  }
}
