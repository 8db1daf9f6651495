import type { Clock } from '../clock.ts';
import { pauseAfter } from '../closed-duration.ts';
import { cell } from '../live-counters.ts';
import type { BlockOrder, ClosedOrder } from '../messages.ts';
import type { Arrivals, ArrivalsOwner } from './arrivals.ts';

/**
 * So many users, each of which sends its next request when the last is answered and the user has thought about it. The
 * requests are taken in their order over the users of all workers, and a think time belongs to the request before it: so
 * the sequence of inputs and think times is the same for any number of workers. Users start one after the other, spread
 * over `staggerMs`.
 */
export class ClosedArrivals implements Arrivals {
  readonly #order: BlockOrder;
  readonly #owner: ArrivalsOwner;
  readonly #clock: Clock;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #users: number[] = [];
  readonly #concurrency: number;
  readonly #maximumMs: number;
  readonly #staggerMs: number;
  readonly #thinkMs: Float64Array | undefined;
  readonly #leastGapMs: number;
  #startAtMs = 0;
  #exhausted = false;

  constructor(order: BlockOrder, loop: ClosedOrder, owner: ArrivalsOwner, clock: Clock) {
    this.#order = order;
    this.#owner = owner;
    this.#clock = clock;
    this.#concurrency = loop.concurrency;
    this.#maximumMs = loop.maximumMs;
    this.#staggerMs = loop.staggerMs;
    this.#thinkMs = loop.thinkMs;
    this.#leastGapMs = loop.mostRatePerSecond === undefined ? 0 : 1000 / loop.mostRatePerSecond;
    for (let user = order.worker; user < this.#concurrency; user += order.workers) this.#users.push(user);
  }

  start(startAtMs: number): void {
    this.#startAtMs = startAtMs;
    if (this.#users.length === 0) this.stop();
    for (const user of this.#users) {
      const dueAtMs = startAtMs + (this.#staggerMs * user) / this.#concurrency;
      this.#later(dueAtMs - this.#clock(), () => this.#takeAfter(dueAtMs));
    }
    // The bound of the block, also while every user waits for an answer.
    this.#later(startAtMs + this.#maximumMs - this.#clock(), () => this.stop());
  }

  onFinished(succeeded: boolean, row: number): void {
    if (this.#exhausted) return;
    const waitMs = pauseAfter(succeeded, this.#thinkMs?.[row] ?? 0);
    if (waitMs === 0) queueMicrotask(() => this.#takeNext());
    else this.#takeAfter(this.#clock() + waitMs);
  }

  stop(): void {
    if (this.#exhausted) return;
    this.#exhausted = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#owner.onExhausted(this.#clock());
  }

  #takeNext(): void {
    if (this.#exhausted) return;
    const nowMs = this.#clock() - this.#startAtMs;
    if (nowMs >= this.#maximumMs) return this.stop();
    const { columns, live } = this.#order;
    const soonestMs = Atomics.load(live.counts, cell.taken) * this.#leastGapMs;
    if (soonestMs > nowMs) return this.#takeAfter(this.#startAtMs + soonestMs);
    const row = Atomics.add(live.counts, cell.taken, 1);
    if (row >= columns.count) return this.stop();
    columns.dueAtMs[row] = nowMs;
    this.#owner.send(row);
  }

  /** Timers ring up to a millisecond early: such a one is set again. A request due before the start would not count. */
  #takeAfter(untilMs: number): void {
    const leftMs = untilMs - this.#clock();
    if (leftMs > 0) this.#later(leftMs, () => this.#takeAfter(untilMs));
    else this.#takeNext();
  }

  #later(delayMs: number, action: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        action();
      },
      Math.max(0, delayMs),
    );
    this.#timers.add(timer);
  }
}
