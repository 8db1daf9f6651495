import type { RunStatistics } from '../model/baseline.ts';
import type { Metric } from '../model/metric.ts';
import type { UntestedEvidence } from './comparison.ts';
import { medianOf } from './median.ts';
import { percentOf } from './numbers.ts';
import { dependsOnPrefix } from './prefix-cache.ts';

/** Servers that were restarted more or less often, or were asked by others too, differ by a few points. */
const alikeBetweenRuns = 0.1;

/** Of all prompt tokens, the share that the prefix cache answered; absent where the server did not tell. */
type Rate = number | null | undefined;

const isAlike = (then: Rate, now: Rate): boolean =>
  typeof then !== 'number' || typeof now !== 'number' || Math.abs(now - then) <= alikeBetweenRuns;

/**
 * A stated rule: runs whose hit rate differs by more than 10 points did not do the same work, and other restarts or other
 * users of a server may be the reason as well as the model. They are left out for latency and TTFT; not so where either run
 * does not tell.
 */
export function runsOfLikeHitRate(
  metric: Metric,
  runs: readonly RunStatistics[],
  now: Rate,
): readonly RunStatistics[] {
  return dependsOnPrefix(metric) ? runs.filter(({ prefixHitRate }) => isAlike(prefixHitRate, now)) : runs;
}

/** Where no earlier run is left by that rule: the screen is silent on the metric, and pairs on one machine can tell. */
export function differentHitRate(runs: readonly RunStatistics[], now: Rate): UntestedEvidence {
  return {
    kind: 'untested',
    result: 'incomparable',
    standing: 'open',
    code: 'different-hit-rate',
    reason: `${hitRates(runs, now)}, so that they did not do the same work; measure the base beside the candidate`,
  };
}

/** Runs that are left out for some metrics alone. */
export function hitRateWarnings(runs: readonly RunStatistics[], now: Rate): string[] {
  return runs.every(({ prefixHitRate }) => isAlike(prefixHitRate, now))
    ? []
    : [`${hitRates(runs, now)}; those are left out for latency and TTFT`];
}

function hitRates(runs: readonly RunStatistics[], now: Rate): string {
  const others = runs.flatMap(({ prefixHitRate }) => (isAlike(prefixHitRate, now) ? [] : prefixHitRate!));
  const which = `${others.length} of ${runs.length} earlier ${runs.length === 1 ? 'run' : 'runs'}`;
  const usual = percentOf(medianOf(others) ?? 0, false);
  return `the prefix cache answered ${percentOf(now ?? 0, false)} of the prompt tokens, and ${usual} in ${which}`;
}
