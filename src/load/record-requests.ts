import { quantise } from '../model/distribution.ts';
import type { BlockRequests } from '../model/run.ts';
import { mostKeptRequests } from '../model/run.ts';
import type { Samples } from '../model/sample.ts';
import { ScheduleHash } from '../model/schedule-hash.ts';
import type { RequestTimings } from './request-timings.ts';

/** Keeps the measured requests of a block one by one, as far as they may be kept. */
export class RequestRecorder {
  readonly #hash = new ScheduleHash();
  readonly #classIndex: number[] = [];
  readonly #latencyMs: (number | null)[] = [];
  readonly #ttftMs: (number | null)[] = [];
  readonly #tpotMs: (number | null)[] = [];
  #count = 0;

  /** In the order of the schedule; `timings` is null for a request that did not complete. */
  add(samples: Samples, row: number, timings: RequestTimings | null): void {
    this.#count++;
    if (this.#count > mostKeptRequests) return;
    const classIndex = samples.classIndex[row] as number;
    this.#hash.add(classIndex, samples.itemIndex[row] as number, samples.dueAtMs[row] as number);
    this.#classIndex.push(classIndex);
    this.#latencyMs.push(quantised(timings?.latency));
    this.#ttftMs.push(quantised(timings?.ttft));
    this.#tpotMs.push(quantised(timings?.tpot));
  }

  /** Undefined when the block has more requests than are kept. */
  close(): BlockRequests | undefined {
    if (this.#count > mostKeptRequests) return undefined;
    const known = (times: (number | null)[]) => times.some((timeMs) => timeMs !== null);
    return {
      schedule: this.#hash.digest(),
      classIndex: this.#classIndex,
      latencyMs: this.#latencyMs,
      ...(known(this.#ttftMs) ? { ttftMs: this.#ttftMs } : {}),
      ...(known(this.#tpotMs) ? { tpotMs: this.#tpotMs } : {}),
    };
  }
}

const quantised = (timeMs: number | undefined): number | null =>
  timeMs === undefined ? null : quantise(timeMs);
