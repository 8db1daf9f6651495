import type { Run } from '../model/run.ts';
import type { Comparison } from './comparison.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { evidenceFromLogRatios } from './log-ratio.ts';
import { medianOf } from './median.ts';
import { absentEvidence } from './missing.ts';
import { startDurations } from './start-durations.ts';
import type { StartTiming } from './start-durations.ts';
import { fewestUnits } from './units.ts';

/** Compares starts: the n-th of the candidate with the n-th of the base, each a unit. */
export function compareStarts(judged: JudgedMetric, of: StartTiming, base: Run, candidate: Run): Comparison {
  const [before, after] = [startDurations(base, of), startDurations(candidate, of)];
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
  return {
    ...numbers,
    units,
    evidence: {
      kind: 'untested',
      result: 'insufficient',
      standing: 'aside',
      code: 'too-few-starts',
      reason: `${units} starts of each arm are too few: it needs ${fewestUnits}`,
    },
  };
}
