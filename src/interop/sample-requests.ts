import { quantise } from '../model/distribution.ts';
import type { BlockRequests } from '../model/run.ts';
import { mostKeptRequests } from '../model/run.ts';
import { ScheduleHash } from '../model/schedule-hash.ts';
import type { SampleRequest } from './sample-line.ts';

type KeptRequest = Pick<
  SampleRequest,
  'className' | 'outcome' | 'scheduledAtMs' | 'latencyMs' | 'ttftMs' | 'tpotMs'
>;

/** The requests of one block as they come in, as far as they are kept one by one. */
export class SampleRequests {
  #kept: KeptRequest[] | null = [];

  /** How many are kept now. */
  get count(): number {
    return this.#kept?.length ?? 0;
  }

  add({ className, outcome, scheduledAtMs, latencyMs, ttftMs, tpotMs }: SampleRequest): void {
    this.#kept?.push({ className, outcome, scheduledAtMs, latencyMs, ttftMs, tpotMs });
    if (this.count > mostKeptRequests) this.forget();
  }

  forget(): void {
    this.#kept = null;
  }

  /**
   * In the order of the schedule. Undefined when they were not kept, or when two requests of one class were due at the same
   * time: then it cannot be told which request of the other arm is the same.
   */
  toBlock(classNames: readonly string[]): BlockRequests | undefined {
    if (!this.#kept) return undefined;
    const indexOf = new Map(classNames.map((name, index) => [name, index]));
    const rows = this.#kept
      .map((request) => ({ ...request, classIndex: indexOf.get(request.className)! }))
      .sort((a, b) => a.scheduledAtMs - b.scheduledAtMs || a.classIndex - b.classIndex);
    const ambiguous = rows.some((row, i) => {
      const before = rows[i - 1];
      return before?.scheduledAtMs === row.scheduledAtMs && before.classIndex === row.classIndex;
    });
    if (ambiguous) return undefined;
    const hash = new ScheduleHash();
    for (const { classIndex, scheduledAtMs } of rows) hash.add(classIndex, 0, scheduledAtMs);
    const times = (read: (row: KeptRequest) => number | undefined) =>
      rows.map((row) => (row.outcome === 'ok' ? quantised(read(row)) : null));
    const optional = (key: 'ttftMs' | 'tpotMs') =>
      rows.some((row) => row[key] !== undefined) ? { [key]: times((row) => row[key]) } : {};
    return {
      schedule: hash.digest(),
      classIndex: rows.map(({ classIndex }) => classIndex),
      latencyMs: times(({ latencyMs }) => latencyMs),
      ...optional('ttftMs'),
      ...optional('tpotMs'),
    };
  }
}

/** Below the resolution of 1 µs a time would be zero, which has no ratio: it counts as 1 µs. */
const quantised = (timeMs: number | undefined): number | null =>
  timeMs === undefined ? null : quantise(Math.max(timeMs, 0.001));
