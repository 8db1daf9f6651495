import type { TimingId } from '../model/metric.ts';
import type { Pair } from './pairing.ts';

/**
 * `ln(candidate_j / base_j)` of every request of a class that completed in both blocks of a pair: the same input, due at
 * the same time. Null where the blocks do not hold their single requests, or were under different schedules.
 */
export function matchedLogRatios(pair: Pair, className: string, timing: TimingId): number[] | null {
  const [base, candidate] = [
    pair.base.requestTimes(className, timing),
    pair.candidate.requestTimes(className, timing),
  ];
  if (!base || !candidate || base.schedule !== candidate.schedule) return null;
  const logRatios: number[] = [];
  base.timesMs.forEach((before, j) => {
    const after = candidate.timesMs[j];
    if (before && after) logRatios.push(Math.log(after / before));
  });
  return logRatios;
}
