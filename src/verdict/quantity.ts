import type { Metric, TimingId } from '../model/metric.ts';
import { allClasses } from '../model/metric.ts';
import type { Estimator } from '../model/verdict.ts';
import { countOf, mergeDistributions } from '../stats/distribution.ts';
import { meanLogBetween, windowAround } from '../stats/smoothed-quantile.ts';
import { trimmedMean } from '../stats/trimmed-mean.ts';
import type { BlockView } from './block-view.ts';
import { matchedLogRatios } from './matched-requests.ts';
import type { Measure } from './measures.ts';
import { throughputOf, timingQuantile } from './measures.ts';
import type { Pair } from './pairing.ts';
import { matchedRequestsNeeded, pairsPerMatchedUnit, pairsPerUnit, requestsNeeded } from './units.ts';

/** How a metric of one class is read from a unit: one pair, or several neighbouring ones. */
export interface Quantity {
  /** Neighbouring pairs a unit; Infinity when no number of pairs is enough. */
  pairsPerUnit: number;
  /** Successful requests a block that would be enough when so many pairs are measured. */
  requestsNeeded: (pairs: number) => number;
  /** What is counted in these. */
  counted: 'requests' | 'gaps between chunks';
  /** Of quantiles alone. */
  estimator?: Estimator;
  /** What an arm is worth, for showing. */
  valueOf: Measure;
  /** `ln(candidate / base)` of a unit; null where it has none. */
  logRatioOf: (pairs: readonly Pair[]) => number | null;
  /** Requests of a block that count; for ITL gaps. */
  successes: (view: BlockView) => number;
}

export function quantityOf(metric: Metric, className: string, pairs: readonly Pair[]): Quantity {
  if (metric.kind.kind !== 'quantile') return throughputQuantity(className);
  const { of, p } = metric.kind;
  return matchedQuantity(className, of, p, pairs) ?? quantileQuantity(className, of, p, pairs);
}

function throughputQuantity(className: string): Quantity {
  const valueOf = throughputOf(className);
  return {
    pairsPerUnit: 1,
    requestsNeeded: () => 1,
    counted: 'requests',
    valueOf,
    logRatioOf: (pairs) => logRatio(pairs, valueOf),
    successes: (view) => view.completed(className),
  };
}

/**
 * The usual change of a request of the class: the 20 % trimmed mean of `ln(candidate_j / base_j)` over the requests j that
 * completed in both blocks. When the requests of a class change alike, that is the change of the class's median. It is not
 * used for all classes together: a median over short and long inputs moves with the few requests that are near it, and
 * the usual change of a request would be another thing. Null where the requests are not known one by one in every pair.
 */
function matchedQuantity(
  className: string,
  of: TimingId,
  p: number,
  pairs: readonly Pair[],
): Quantity | null {
  if (p !== 0.5 || className === allClasses) return null;
  const matched = new Map<Pair, number[]>();
  for (const pair of pairs) {
    const logRatios = matchedLogRatios(pair, className, of);
    if (!logRatios) return null;
    matched.set(pair, logRatios);
  }
  return {
    pairsPerUnit: pairsPerMatchedUnit([...matched.values()].map(({ length }) => length)),
    requestsNeeded: matchedRequestsNeeded,
    counted: 'requests',
    estimator: 'matched-requests',
    valueOf: timingQuantile(className, of, p),
    logRatioOf: (group) => {
      const logRatios = group.flatMap((pair) => matched.get(pair) ?? []);
      return logRatios.length === 0 ? null : trimmedMean(logRatios).estimate;
    },
    successes: successesOf(className, of),
  };
}

/** Beyond this, so few requests lie outside of a quantile that its neighbourhood is noisier than the quantile itself. */
const highestSmoothed = 0.95;

/**
 * Quantiles of the blocks of a unit. Those up to p95 are smoothed over the same window in both arms:
 * `mean ln candidate_(i) - mean ln base_(i)` over the ordered requests around the quantile.
 */
export function quantileQuantity(
  className: string,
  of: TimingId,
  p: number,
  pairs: readonly Pair[],
): Quantity {
  const successes = successesOf(className, of);
  const perBlock = pairs.flatMap((pair) => [successes(pair.base), successes(pair.candidate)]);
  const valueOf = timingQuantile(className, of, p);
  return {
    pairsPerUnit: pairsPerUnit(p, perBlock),
    requestsNeeded: (most) => requestsNeeded(p, most),
    counted: of === 'itl' ? 'gaps between chunks' : 'requests',
    estimator: 'block-quantiles',
    valueOf,
    logRatioOf: (group) =>
      p > highestSmoothed ? logRatio(group, valueOf) : smoothedLogRatio(group, className, of, p),
    successes,
  };
}

function smoothedLogRatio(group: readonly Pair[], className: string, of: TimingId, p: number): number | null {
  const base = mergeDistributions(group.map((pair) => pair.base.timing(className, of)));
  const candidate = mergeDistributions(group.map((pair) => pair.candidate.timing(className, of)));
  const fewer = Math.min(countOf(base), countOf(candidate));
  if (fewer === 0) return null;
  const window = windowAround(p, fewer);
  const [before, after] = [meanLogBetween(base, window), meanLogBetween(candidate, window)];
  return before === null || after === null ? null : after - before;
}

const successesOf = (className: string, of: TimingId) => (view: BlockView) =>
  view.observations(className, of);

function logRatio(pairs: readonly Pair[], valueOf: Measure): number | null {
  const base = valueOf(pairs.map((pair) => pair.base));
  const candidate = valueOf(pairs.map((pair) => pair.candidate));
  // A value of zero has no ratio: below the resolution of 1 µs.
  return base !== null && candidate !== null && base > 0 && candidate > 0 ? Math.log(candidate / base) : null;
}
