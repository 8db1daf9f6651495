import { quantise } from '../model/distribution.ts';
import type { BlockRequests } from '../model/run.ts';
import { mostKeptRequests } from '../model/run.ts';
import type { Samples } from '../model/sample.ts';
import { ScheduleHash } from '../model/schedule-hash.ts';
import type { RequestTimings } from './request-timings.ts';

/**
 * Keeps the measured requests of a block one by one, as far as they may be kept. Where due times are, every second of them is
 * enough, or every fourth: so many are kept that time is still resolved far below a second.
 */
export class RequestRecorder {
  readonly #hash = new ScheduleHash();
  readonly #classIndex: number[] = [];
  readonly #latencyMs: (number | null)[] = [];
  readonly #ttftMs: (number | null)[] = [];
  readonly #tpotMs: (number | null)[] = [];
  readonly #dueMs: number[] | undefined;
  readonly #failedMs: (number | null)[] = [];
  readonly #originMs: number;
  #count = 0;
  /** Of so many requests one is kept. */
  #every = 1;

  /** @param originMs where due times are kept, what they are counted from */
  constructor(originMs?: number) {
    this.#originMs = originMs ?? 0;
    if (originMs !== undefined) this.#dueMs = [];
  }

  /** In the order of the schedule; `timings` is null for a request that did not complete. */
  add(samples: Samples, row: number, timings: RequestTimings | null): void {
    this.#count++;
    if (this.#dueMs?.length === mostKeptRequests) this.#thin();
    if (this.#count % this.#every !== 0 || this.#classIndex.length === mostKeptRequests) return;
    const classIndex = samples.classIndex[row] as number;
    this.#hash.add(classIndex, samples.itemIndex[row] as number, samples.dueAtMs[row] as number);
    this.#classIndex.push(classIndex);
    this.#dueMs?.push(quantise((samples.dueAtMs[row] as number) - this.#originMs));
    this.#latencyMs.push(quantised(timings?.latency));
    if (this.#dueMs) this.#failedMs.push(timings ? null : failedAfterMs(samples, row));
    this.#ttftMs.push(quantised(timings?.ttft));
    this.#tpotMs.push(quantised(timings?.tpot));
  }

  #thin(): void {
    this.#every *= 2;
    const lists = [
      this.#classIndex,
      this.#dueMs ?? [],
      this.#latencyMs,
      this.#failedMs,
      this.#ttftMs,
      this.#tpotMs,
    ];
    for (const list of lists) list.splice(0, list.length, ...list.filter((_, i) => i % 2 === 1));
  }

  /** Undefined when the block has more requests than are kept. */
  close(): BlockRequests | undefined {
    if (this.#count > mostKeptRequests && !this.#dueMs) return undefined;
    const known = (times: (number | null)[]) => times.some((timeMs) => timeMs !== null);
    return {
      schedule: this.#hash.digest(),
      classIndex: this.#classIndex,
      ...(this.#dueMs ? { dueMs: this.#dueMs } : {}),
      ...(this.#dueMs && known(this.#failedMs) ? { failedMs: this.#failedMs } : {}),
      latencyMs: this.#latencyMs,
      ...(known(this.#ttftMs) ? { ttftMs: this.#ttftMs } : {}),
      ...(known(this.#tpotMs) ? { tpotMs: this.#tpotMs } : {}),
    };
  }
}

/** By the clock of the user, as latencies are; null where it was never sent. */
function failedAfterMs({ dueAtMs, endAtMs, connectMs }: Samples, row: number): number | null {
  const tookMs = (endAtMs[row] as number) - (dueAtMs[row] as number) - (connectMs?.[row] ?? 0);
  return Number.isNaN(tookMs) ? null : quantise(tookMs);
}

const quantised = (timeMs: number | undefined): number | null =>
  timeMs === undefined ? null : quantise(timeMs);
