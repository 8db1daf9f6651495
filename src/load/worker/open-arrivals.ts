import type { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { BlockOrder, ToPacer } from '../messages.ts';
import type { Arrivals, ArrivalsOwner } from './arrivals.ts';
import type { WakeAim } from './wake-aim.ts';

/** The pacer's thread, and what is shared with it from block to block. */
export interface Pacer {
  thread: Worker;
  aim: WakeAim;
  cpuSeconds: Float64Array;
}

/**
 * Sends on an absolute schedule: when the sender is late, it sends what is due at once and shifts nothing. Rows are
 * dealt to the workers in turn, so the set of all requests is the same for any number of workers.
 */
export class OpenArrivals implements Arrivals {
  readonly #order: BlockOrder;
  readonly #owner: ArrivalsOwner;
  readonly #pacer: Pacer;
  readonly #clock: Clock;
  readonly #dueAtMs: Float64Array;
  readonly #rowOf: (index: number) => number;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  #next: number;
  #startAtMs = 0;
  #stopped = false;
  readonly #onWake = () => this.#sendDue();

  /** @param starts what is sent on the schedule, where that is not every row of the block */
  constructor(
    order: BlockOrder,
    owner: ArrivalsOwner,
    pacer: Pacer,
    clock: Clock,
    starts: { dueAtMs: Float64Array; rowOf: (index: number) => number } = {
      dueAtMs: order.columns.dueAtMs,
      rowOf: (index) => index,
    },
  ) {
    this.#order = order;
    this.#owner = owner;
    this.#pacer = pacer;
    this.#clock = clock;
    this.#dueAtMs = starts.dueAtMs;
    this.#rowOf = starts.rowOf;
    this.#next = order.worker;
  }

  start(startAtMs: number): void {
    this.#startAtMs = startAtMs;
    const dueAtMs = this.#dueAtMs;
    if (this.#next >= dueAtMs.length) {
      this.stop();
      return;
    }
    this.#pacer.thread.on('message', this.#onWake);
    this.#pacer.thread.postMessage({
      dueAtMs,
      first: this.#next,
      step: this.#order.workers,
      startAtMs,
      stop: this.#stop,
      aimEarlyMs: this.#pacer.aim.shared,
      cpuSeconds: this.#pacer.cpuSeconds,
    } satisfies ToPacer);
  }

  onFinished(): void {}

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#pacer.thread.off('message', this.#onWake);
    Atomics.store(this.#stop, 0, 1);
    Atomics.notify(this.#stop, 0);
    this.#owner.onExhausted(this.#clock());
  }

  /** Sends everything that is due. Each call of the pacer stands for one row at least, which may be a moment ahead. */
  #sendDue(): void {
    if (this.#stopped) return;
    const dueAtMs = this.#dueAtMs;
    let now = this.#clock();
    const aimed = this.#startAtMs + (dueAtMs[this.#next] as number);
    if (aimed <= now) {
      this.#pacer.aim.learn(true);
    } else if (this.#pacer.aim.covers(aimed - now)) {
      this.#pacer.aim.learn(false);
      while (now < aimed) now = this.#clock();
    }
    while (this.#next < dueAtMs.length && this.#startAtMs + (dueAtMs[this.#next] as number) <= now) {
      this.#owner.send(this.#rowOf(this.#next));
      this.#next += this.#order.workers;
      now = this.#clock();
    }
    if (this.#next >= dueAtMs.length) this.stop();
  }
}
