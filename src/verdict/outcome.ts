import type { MetricId } from '../model/metric.ts';
import type { MetricOutcome, MetricResult } from '../model/verdict.ts';
import { holmAdjust } from '../stats/holm.ts';
import { smallestDetectable } from '../stats/mde.ts';
import type { Comparison, Evidence, Standing, TestedEvidence } from './comparison.ts';
import { effectOf, isShare, limitOnScale, worseningSize } from './comparison.ts';
import { percentOf } from './numbers.ts';

/** The two margins of a metric: relative, for shares absolute. */
export interface Limits {
  /** How far worse it may get. */
  tolerance: number;
  /** What `unchanged` must rule out. */
  detect: number;
}

export interface JudgedComparison {
  result: MetricResult;
  /** What it means for the gate; `decided` when it was tested to an end. */
  standing: Standing | 'decided';
  /** Code of the reason where it was not tested. */
  code: string | null;
}

export interface OutcomeOptions {
  /** Of this look, over all gated metrics. */
  alpha: number;
  limitsOf: (id: MetricId) => Limits;
}

/**
 * Judges all metrics of one look. Regressed takes both keys: a p value that survives Holm's adjustment over every gated
 * metric (those without evidence count as p = 1), and an estimate beyond the tolerance. Improved takes the same two on
 * the other side: an improvement that is not there is believed, and merged, as readily as a regression. Metrics that are
 * only shown are judged at the level that one more metric would have.
 */
export function judgeComparisons(
  comparisons: readonly Comparison[],
  options: OutcomeOptions,
): JudgedComparison[] {
  const gated = comparisons.filter((comparison) => comparison.gated);
  const metricCount = Math.max(1, gated.length);
  const adjust = (side: 'p' | 'pBetter') => holmAdjust(gated.map(({ evidence }) => pOf(evidence, side)));
  const adjusted = { p: adjust('p'), pBetter: adjust('pBetter') };
  return comparisons.map((comparison) => {
    const position = gated.indexOf(comparison);
    const pValues = comparison.gated
      ? { p: adjusted.p[position]!, pBetter: adjusted.pBetter[position]! }
      : null;
    return judgeOne(comparison, pValues, metricCount, options);
  });
}

function pOf(evidence: Evidence, side: 'p' | 'pBetter'): number {
  if (evidence.kind === 'tested') return evidence[side];
  return side === 'p' ? (evidence.unexplained?.p ?? 1) : 1;
}

function judgeOne(
  comparison: Comparison,
  adjusted: { p: number; pBetter: number } | null,
  metricCount: number,
  { alpha, limitsOf }: OutcomeOptions,
): JudgedComparison {
  const { metric, evidence, gated, base, candidate, units } = comparison;
  const limits = limitsOf(metric.id);
  const level = alpha / metricCount;
  const shown = evidence.kind === 'tested' ? evidence : evidence.shown;
  const common = {
    id: metric.id,
    class: comparison.class,
    gated,
    base,
    candidate,
    units,
    ...(comparison.estimator ? { estimator: comparison.estimator } : {}),
    tolerance: limits.tolerance,
    ...(shown ? describe(comparison, shown, limits, level) : { effect: null, interval: null, mde: null }),
  };
  const significant = (side: 'p' | 'pBetter') =>
    adjusted ? adjusted[side] <= alpha : pOf(evidence, side) <= level;
  if (evidence.kind === 'untested') {
    const { result, standing, code, reason, unexplained } = evidence;
    if (!unexplained || outcomeOf(comparison, unexplained, limits, significant) !== 'regressed')
      return { result: { ...common, result, pAdjusted: null, reason }, standing, code };
    const worse = reasonOf('regressed', unexplained, limits, comparison);
    const regressed = {
      ...common,
      result: 'regressed' as const,
      pAdjusted: adjusted?.p ?? null,
      reason: worse,
    };
    return { result: regressed, standing: 'decided', code: null };
  }
  const result = outcomeOf(comparison, evidence, limits, significant);
  const reason = reasonOf(result, evidence, limits, comparison);
  return {
    result: { ...common, result, pAdjusted: adjusted?.p ?? null, reason },
    standing: result === 'inconclusive' ? 'open' : 'decided',
    code:
      result === 'inconclusive' ? (isLikely(comparison, evidence, limits) ? 'unproved' : 'too-noisy') : null,
  };
}

/** The interval alone may know of a worsening that the test cannot prove; that is no reason to rule it out. */
const isLikely = ({ metric }: Comparison, { interval }: TestedEvidence, { tolerance }: Limits): boolean =>
  interval[0] > limitOnScale(metric, tolerance);

function outcomeOf(
  comparison: Comparison,
  evidence: TestedEvidence,
  limits: Limits,
  significant: (side: 'p' | 'pBetter') => boolean,
): MetricOutcome {
  const { metric } = comparison;
  const { estimate, upper } = evidence;
  const margin = limitOnScale(metric, limits.tolerance);
  if (estimate > margin && significant('p')) return 'regressed';
  if (upper >= limitOnScale(metric, limits.detect) || isLikely(comparison, evidence, limits))
    return 'inconclusive';
  return estimate < -margin && significant('pBetter') ? 'improved' : 'unchanged';
}

function describe({ metric }: Comparison, evidence: TestedEvidence, { tolerance }: Limits, level: number) {
  const [low, high] = evidence.interval.map((bound) => effectOf(metric, bound)) as [number, number];
  const mde = smallestDetectable({
    standardError: evidence.standardError,
    degreesOfFreedom: evidence.degreesOfFreedom,
    alpha: level,
    tolerance: limitOnScale(metric, tolerance),
  });
  return {
    effect: effectOf(metric, evidence.estimate),
    interval: [Math.min(low, high), Math.max(low, high)] as [number, number],
    mde: worseningSize(metric, evidence.blindBelow + mde),
  };
}

function reasonOf(
  result: MetricOutcome,
  evidence: TestedEvidence,
  limits: Limits,
  comparison: Comparison,
): string {
  const { metric } = comparison;
  const written = (limit: number) => percentOf(limit, isShare(metric));
  const note = evidence.note === '' ? '' : `; ${evidence.note}`;
  if (result === 'regressed') return `worse beyond the tolerance of ${written(limits.tolerance)}${note}`;
  if (result === 'improved') return `better by more than ${written(limits.tolerance)}${note}`;
  if (result === 'unchanged' && evidence.upper === -Infinity) return evidence.note;
  if (result === 'unchanged') return `a worsening of ${written(limits.detect)} is ruled out${note}`;
  if (isLikely(comparison, evidence, limits))
    return `likely a worsening beyond the tolerance of ${written(limits.tolerance)}, but not proved; a longer budget would settle it${note}`;
  const spread =
    evidence.spread === null ? '' : ` (a pair varies by ${percentOf(Math.expm1(evidence.spread), false)})`;
  return `neither a worsening beyond the tolerance of ${written(limits.tolerance)} is proved nor one of ${written(limits.detect)} ruled out${spread}; more pairs or a quieter machine would help${note}`;
}
