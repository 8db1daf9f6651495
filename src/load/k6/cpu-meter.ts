import { availableParallelism } from 'node:os';
import type { GeneratorHealth } from '../../model/sample.ts';

/**
 * CPU that processes use while they send. What they used before, to read their script and make their VUs, is not in it, and
 * neither is the time after the load, when they only wait for the last answers.
 */
export class CpuMeter {
  readonly #readSeconds: () => number;
  readonly #loadMs: number;
  #from: Reading | undefined;
  #to: Reading | undefined;

  /**
   * @param readSeconds CPU seconds of all processes since each was started
   * @param loadMs from the beginning to the last request that may be begun
   */
  constructor(readSeconds: () => number, loadMs: number) {
    this.#readSeconds = readSeconds;
    this.#loadMs = loadMs;
  }

  /** The load begins. */
  begin(atMs: number): void {
    this.#from = { atMs, cpuSeconds: this.#readSeconds() };
  }

  /** Takes a reading, where the load is still on. */
  read(atMs: number): void {
    const cpuSeconds = this.#readSeconds();
    if (this.#from && atMs - this.#from.atMs <= this.#loadMs) this.#to = { atMs, cpuSeconds };
  }

  /** How many cores were used; 0 where it is not known: no reading was taken. */
  get coresUsed(): number {
    const [from, to] = [this.#from, this.#to];
    if (!from || !to || to.atMs <= from.atMs) return 0;
    return ((to.cpuSeconds - from.cpuSeconds) * 1000) / (to.atMs - from.atMs);
  }
}

interface Reading {
  atMs: number;
  cpuSeconds: number;
}

/** A closed loop has no schedule to be late for: that k6 had no CPU left is all that tells that it was the bottleneck. */
export const cpuHealth = (
  coresUsed: number,
  segments: number,
): Pick<GeneratorHealth, 'cpuShare' | 'busiestWorkerShare'> => ({
  cpuShare: coresUsed,
  busiestWorkerShare: coresUsed / coresFor(segments),
});

/** Cores that so many processes of Go can use: all of this process's, or what GOMAXPROCS leaves to each. */
export function coresFor(
  processes: number,
  most = Number(process.env.GOMAXPROCS) || Infinity,
  cores = availableParallelism(),
): number {
  return Math.max(1, Math.min(cores, processes * most));
}
