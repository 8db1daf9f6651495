/** The kernel's timer slack and a message between threads: what a wake takes at the least, and at the most usefully. */
const leastMs = 0.03;
const mostMs = 0.3;
/** Three wakes come late for each that comes early: waiting for the due time costs CPU, a few microseconds do not matter. */
const afterLateMs = 0.004;
const afterEarlyMs = -0.012;

/**
 * How much before a due time the pacer must aim, so that its wake arrives at it: learnt from wake to wake, and shared
 * with the pacer's thread. A wake that arrives early is waited out; nothing is sent before it is due.
 */
export class WakeAim {
  /** Cell 0, in milliseconds. */
  readonly shared = new Float64Array(new SharedArrayBuffer(8)).fill(0.05);

  /** Whether a request that is due so far ahead may be the one that this wake is for. */
  covers(aheadMs: number): boolean {
    return aheadMs <= (this.shared[0] as number) + 0.05;
  }

  learn(arrivedLate: boolean): void {
    const next = (this.shared[0] as number) + (arrivedLate ? afterLateMs : afterEarlyMs);
    this.shared[0] = Math.min(mostMs, Math.max(leastMs, next));
  }
}
