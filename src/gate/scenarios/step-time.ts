import type { BlockPlan } from '../../model/schedule.ts';

/** So many times what was planned: something must be left for the verdict. */
const mostTimesLonger = 2;

/** Steps become longer where answers take long. Tells whether the steps so far have left time for this one too, and counts it. */
export function stepTime(plannedMs: number): (step: BlockPlan) => boolean {
  let leftMs = mostTimesLonger * plannedMs;
  return ({ leadInMs, durationMs }) => {
    leftMs -= leadInMs + durationMs;
    return leftMs >= 0;
  };
}
