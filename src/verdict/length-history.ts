import type { RunStatistics } from '../model/baseline.ts';
import { allClasses } from '../model/metric.ts';
import type { Metric } from '../model/metric.ts';
import { dependsOnLength, otherLength, writtenTokens } from './answer-length.ts';
import type { UntestedEvidence } from './comparison.ts';
import { medianOf } from './median.ts';

/**
 * Twice what pairs are allowed: each run samples its answers anew, and a few hundred answers of very different lengths
 * have means that differ by some percent.
 */
const alikeBetweenRuns = 0.1;

const lengthOf = ({ outputLengths = [] }: RunStatistics, className: string): number | undefined =>
  outputLengths.find((length) => length.class === className)?.meanTokens;

function isAlike(then: RunStatistics, now: RunStatistics, className: string): boolean {
  const [before, after] = [lengthOf(then, className), lengthOf(now, className)];
  return !before || !after || Math.abs(after / before - 1) <= alikeBetweenRuns;
}

/**
 * A stated rule: runs whose answers were on average over 10 % longer or shorter did other work. They are left out for the
 * times of whole answers; not so where either run does not tell.
 */
export function runsOfLikeLength(
  metric: Metric,
  className: string,
  runs: readonly RunStatistics[],
  now: RunStatistics,
): readonly RunStatistics[] {
  return dependsOnLength(metric) ? runs.filter((run) => isAlike(run, now, className)) : runs;
}

/** Where no earlier run is left by that rule, of at least one. */
export function differentLength(
  className: string,
  runs: readonly RunStatistics[],
  now: RunStatistics,
): UntestedEvidence {
  const where = ` in ${runs.length} earlier ${runs.length === 1 ? 'run' : 'runs'}`;
  return otherLength(usualLength(runs, className), lengthOf(now, className) ?? 0, where);
}

/** Runs that are left out for some metrics alone. */
export function lengthWarnings(runs: readonly RunStatistics[], now: RunStatistics): string[] {
  const others = runs.filter((run) => !isAlike(run, now, allClasses));
  if (others.length === 0) return [];
  const [usual, tokens] = [usualLength(others, allClasses), lengthOf(now, allClasses) ?? 0].map(
    writtenTokens,
  );
  return [
    `an answer has ${tokens} tokens on average, and ${usual} in ${others.length} of ${runs.length} earlier ${runs.length === 1 ? 'run' : 'runs'}; those are left out for latency`,
  ];
}

const usualLength = (runs: readonly RunStatistics[], className: string): number =>
  medianOf(runs.flatMap((run) => lengthOf(run, className) ?? [])) ?? 0;
