import type { Run } from '../model/run.ts';
import type { Comparison } from './comparison.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { evidenceFromLogRatios } from './log-ratio.ts';
import { medianOf } from './median.ts';
import { absentEvidence } from './missing.ts';
import type { Pair } from './pairing.ts';
import { startDurations } from './start-durations.ts';
import type { StartTiming } from './start-durations.ts';
import { fewestUnits } from './units.ts';

export interface SeenPairs {
  /** Those that the look is at. */
  pairs: readonly Pair[];
  /** What the plan could still reach, which tells "not yet" from "never". */
  mostPairs: number;
}

/**
 * Compares starts: the n-th of the candidate with the n-th of the base, each a unit; no later ones than those that served
 * the pairs, so that a stored run is judged as it was while it was measured.
 */
export function compareStarts(
  judged: JudgedMetric,
  of: StartTiming,
  { base, candidate }: { base: Run; candidate: Run },
  { pairs, mostPairs }: SeenPairs,
): Comparison {
  const [before, after] = (['base', 'candidate'] as const).map((arm) => {
    const last = Math.max(0, ...pairs.map((pair) => pair[arm].block.start));
    const all = startDurations(arm === 'base' ? base : candidate, of);
    return new Map([...all].filter(([start]) => start <= last));
  }) as [Map<number, number>, Map<number, number>];
  const numbers = {
    ...judged,
    base: medianOf([...before.values()]),
    candidate: medianOf([...after.values()]),
    units: 0,
  };
  const absent = absentEvidence(judged.metric, numbers.base !== null, numbers.candidate !== null);
  if (absent) return { ...numbers, evidence: absent };
  const logRatios = [...after].flatMap(([start, afterMs]) => {
    const beforeMs = before.get(start);
    return beforeMs !== undefined && beforeMs > 0 && afterMs > 0 ? [Math.log(afterMs / beforeMs)] : [];
  });
  const units = logRatios.length;
  if (units >= fewestUnits) return { ...numbers, units, evidence: evidenceFromLogRatios(logRatios, null) };
  const reachable = (units * mostPairs) / Math.max(1, pairs.length);
  return {
    ...numbers,
    units,
    evidence: {
      kind: 'untested',
      result: 'insufficient',
      standing: reachable >= fewestUnits ? 'open' : 'aside',
      code: 'too-few-starts',
      reason: `${units} starts of each arm are too few: it needs ${fewestUnits}`,
    },
  };
}
