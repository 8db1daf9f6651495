import { studentTCritical, studentTUpperTail } from '../stats/student-t.ts';
import { trimmedMean, withStartVariance } from '../stats/trimmed-mean.ts';
import type { TestedEvidence } from './comparison.ts';

/**
 * Evidence from logarithms of ratios, one a unit, positive is worse: 20 % trimmed mean, winsorised error, and the
 * variance that `starts` container starts leave (null where each ratio is a start of its own).
 */
export function evidenceFromLogRatios(logRatios: readonly number[], starts: number | null): TestedEvidence {
  const mean = trimmedMean(logRatios);
  const { standardError, degreesOfFreedom } = starts === null ? mean : withStartVariance(mean, starts);
  return { ...tEvidence(mean.estimate, standardError, degreesOfFreedom), spread: mean.spread };
}

/** Evidence from an estimate whose error follows Student's t. */
export function tEvidence(estimate: number, standardError: number, degreesOfFreedom: number): TestedEvidence {
  const beyond = (tail: number) => studentTCritical(tail, degreesOfFreedom) * standardError;
  // Only equal values in every unit have no error; then there is nothing to doubt either.
  const pBeyond = (size: number) =>
    standardError > 0 ? studentTUpperTail(size / standardError, degreesOfFreedom) : size > 0 ? 0 : 1;
  return {
    kind: 'tested',
    estimate,
    standardError,
    degreesOfFreedom,
    p: pBeyond(estimate),
    pBetter: pBeyond(-estimate),
    blindBelow: 0,
    interval: [estimate - beyond(0.025), estimate + beyond(0.025)],
    upper: estimate + beyond(0.05),
    spread: null,
    note: '',
  };
}
