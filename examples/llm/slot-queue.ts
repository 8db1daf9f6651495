export class QueueFullError extends Error {
  constructor(limit: number) {
    super(`All slots are busy and ${limit} requests wait already.`);
  }
}

interface Waiting<Slot> {
  resolve: (slot: Slot) => void;
  signal: AbortSignal;
}

/** Hands out a fixed set of slots, first come, first served; only so many may wait. */
export class SlotQueue<Slot> {
  readonly #free: Slot[];
  readonly #total: number;
  readonly #limit: number;
  #waiting: Waiting<Slot>[] = [];

  constructor(slots: Slot[], limit: number) {
    this.#free = [...slots];
    this.#total = slots.length;
    this.#limit = limit;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get taken(): number {
    return this.#total - this.#free.length;
  }

  /** Rejects with the signal's reason when the caller leaves the queue. */
  async take(signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    if (this.#waiting.length >= this.#limit) throw new QueueFullError(this.#limit);
    return new Promise((resolve, reject) => {
      const entry = { resolve, signal };
      this.#waiting.push(entry);
      signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        reject(signal.reason as Error);
      });
    });
  }

  giveBack(slot: Slot): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(slot);
    else this.#free.push(slot);
  }
}
