import type { Metric } from '../model/metric.ts';
import type { UntestedEvidence } from './comparison.ts';

/**
 * What it means that an arm has no value of a metric: the candidate alone without it is a failure of the run, the base
 * alone is shown and left aside, and neither having it means that the server does not offer it. Null when both have it.
 */
export function absentEvidence(
  metric: Metric,
  inBase: boolean,
  inCandidate: boolean,
): UntestedEvidence | null {
  if (inBase && inCandidate) return null;
  const evidence = { kind: 'untested', result: 'incomparable' } as const;
  if (inBase)
    return {
      ...evidence,
      // Urls are never started, a kept container starts once, and one first request may fail: that fails nothing.
      standing: metric.kind.kind === 'start-duration' ? 'aside' : 'fails',
      code: 'metric-missing',
      reason: `the base has ${metric.header}, the candidate has none`,
    };
  return {
    ...evidence,
    standing: 'aside',
    code: 'not-measured',
    reason: inCandidate
      ? `the candidate has ${metric.header}, the base has none to compare it with`
      : `${metric.header} was measured in neither arm`,
  };
}
