import type { Schedule } from '../model/schedule.ts';

/** Schedules that follow each other, all counted from the same start, as one. */
export function joinSchedules(parts: readonly Schedule[]): Schedule {
  const count = parts.reduce((sum, { dueAtMs }) => sum + dueAtMs.length, 0);
  const joined = { dueAtMs: new Float64Array(count), itemIndex: new Uint32Array(count) };
  let row = 0;
  for (const { dueAtMs, itemIndex } of parts) {
    joined.dueAtMs.set(dueAtMs, row);
    joined.itemIndex.set(itemIndex, row);
    row += dueAtMs.length;
  }
  return joined;
}
