import type { Run } from '../model/run.ts';
import type { Comparison } from './comparison.ts';
import type { JudgedMetric } from './judged-metrics.ts';
import { evidenceFromLogRatios } from './log-ratio.ts';
import { medianOf } from './median.ts';
import { absentEvidence } from './missing.ts';
import { fewestUnits } from './units.ts';

/** Compares cold starts: the n-th start of the candidate with the n-th of the base, each a unit. */
export function compareStarts(judged: JudgedMetric, base: Run, candidate: Run): Comparison {
  const ready = (run: Run) => run.coldStarts.map(({ readyMs }) => readyMs);
  const numbers = {
    ...judged,
    base: medianOf(ready(base)),
    candidate: medianOf(ready(candidate)),
    units: 0,
  };
  const absent = absentEvidence(judged.metric, numbers.base !== null, numbers.candidate !== null);
  // Urls are never started, and a kept container starts once: that fails nothing.
  if (absent) return { ...numbers, evidence: { ...absent, standing: 'aside' } };
  const byStart = new Map(base.coldStarts.map(({ start, readyMs }) => [start, readyMs]));
  const logRatios = candidate.coldStarts.flatMap(({ start, readyMs }) => {
    const before = byStart.get(start);
    return before !== undefined && before > 0 && readyMs > 0 ? [Math.log(readyMs / before)] : [];
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
