import type { MetricStatistic, RunStatistics } from '../model/baseline.ts';
import { anchorOf } from '../model/history.ts';
import type { Drift } from '../model/history.ts';
import { allClasses, metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { GatePlan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { studentTCritical } from '../stats/student-t.ts';
import { successiveSpread } from '../stats/successive-spread.ts';
import { enough, longestHistory, priorSpread, priorWeight } from './baseline.ts';
import { comparableHistory } from './comparable-history.ts';
import { directionOf, limitOnScale } from './comparison.ts';
import { headlineMetrics } from './headline-metrics.ts';
import { runStatistics } from './run-statistics.ts';
import { statisticOf } from './statistic-of.ts';

/**
 * The verdict with how far the candidate has come from the last release; the verdict itself stays as it is. Unchanged
 * where no release can be compared with, and for an invalid run, whose numbers mean nothing.
 * @param history recorded runs of the suite, oldest first, of any environment, plan and workload
 */
export function withDrift(
  verdict: Verdict,
  history: readonly RunStatistics[],
  candidate: Run,
  gate: Pick<GatePlan, 'tolerance'>,
): Verdict {
  const drift = verdict.verdict === 'invalid' ? [] : driftSinceRelease(history, candidate, gate);
  return drift.length > 0 ? { ...verdict, drift } : verdict;
}

/**
 * The candidate against the newest comparable run of a release, metric by metric: ten changes of +4 % each may all be
 * tolerated, and cost 48 %. With `y` the mean logarithm of a run's units, the effect is `exp(y_candidate - y_anchor) - 1`
 * and its 95 % interval `exp(y_candidate - y_anchor -+ t s sqrt(2)) - 1`: two single runs, each with the spread `s` that
 * successive runs show (`successiveSpread`, with the prior and the length of history of the committed-baseline mode). The
 * spread around a common mean would be of no use here, since the drift itself would be in it.
 */
export function driftSinceRelease(
  history: readonly RunStatistics[],
  candidate: Run,
  { tolerance }: Pick<GatePlan, 'tolerance'>,
): Drift[] {
  const { comparable } = comparableHistory(history, candidate);
  const anchor = anchorOf(comparable);
  if (anchor?.release === undefined) return [];
  const { release } = anchor;
  const recent = comparable.slice(-longestHistory);
  return runStatistics(candidate)
    .metrics.filter(isTold)
    .flatMap((now) => {
      const then = logMeanOf(anchor, now);
      if (then === null || now.logMean === null || !enough(now.id, now)) return [];
      const series = recent.flatMap((run) => logMeanOf(run, now) ?? []);
      return {
        ...changeBetween(then, now.logMean, series, now.id, tolerance[now.id]),
        class: now.class,
        release,
      };
    });
}

/** Headline metrics of all requests, and the median latency of each class. */
const isTold = ({ id, class: className }: MetricStatistic): boolean =>
  className === allClasses ? headlineMetrics.includes(id) : id === 'latency.p50';

function logMeanOf(run: RunStatistics, { id, class: className }: MetricStatistic): number | null {
  const found = statisticOf(run, id, className);
  return found && enough(id, found) ? found.logMean : null;
}

function changeBetween(
  then: number,
  now: number,
  series: readonly number[],
  id: MetricId,
  tolerance: number,
): Pick<Drift, 'id' | 'effect' | 'interval' | 'beyond'> {
  const prior = { spread: priorSpread.ratio, weight: priorWeight };
  const { spread, degreesOfFreedom } = successiveSpread(series, prior);
  const change = now - then;
  const margin = studentTCritical(0.025, degreesOfFreedom) * spread * Math.SQRT2;
  const atLeastWorse = directionOf(metrics[id]) * change - margin;
  return {
    id,
    effect: Math.expm1(change),
    interval: [Math.expm1(change - margin), Math.expm1(change + margin)],
    beyond: atLeastWorse > limitOnScale(metrics[id], tolerance),
  };
}
