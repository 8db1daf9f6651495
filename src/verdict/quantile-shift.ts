import { allClasses } from '../model/metric.ts';
import type { ClassShift, QuantileShift } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import { studentTCritical } from '../stats/student-t.ts';
import { evidenceFromLogRatios } from './log-ratio.ts';
import type { Pair } from './pairing.ts';
import { pairBlocks, startsOf, validPairs } from './pairing.ts';
import { quantileQuantity } from './quantity.ts';
import { fewestUnits, mergeNeighbours } from './units.ts';

const shownQuantiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999] as const;

/** Of the band: that one quantile or more lies outside of it. */
const outsideBand = 0.05;

/**
 * The shift function of latency (Doksum 1974, The Annals of Statistics 2(2)) of every class, `all` first, as a hierarchical
 * estimate (Rousselet, Pernet and Wilcox 2017, European Journal of Neuroscience 46(2)): each quantile is compared within each
 * pair of blocks, or group of neighbouring pairs, `ln(candidate / base)`, and the pairs are the sample. Units, smoothing,
 * trimmed mean and the variance of the starts are those by which a quantile is judged, so that p95 and p99 here have the
 * interval of the verdict's table. The band is the same interval at the level `0.05 / m`, with m the quantiles of the class
 * (Bonferroni): all of them lie in it at once.
 * Empty without a valid pair; quantiles with fewer than 6 units are left out, and so are classes with none.
 */
export function quantileShifts(base: Run, candidate: Run): ClassShift[] {
  const pairs = validPairs(pairBlocks(base, candidate));
  const names = candidate.classes.map(({ name }) => name);
  // A single class is all requests.
  return [allClasses, ...(names.length > 1 ? names : [])]
    .map((name) => ({ class: name, quantiles: shiftsOf(name, pairs) }))
    .filter(({ quantiles }) => quantiles.length > 0);
}

function shiftsOf(className: string, pairs: readonly Pair[]): QuantileShift[] {
  const tested = shownQuantiles.flatMap((p) => {
    const { successes, pairsPerUnit, logRatioOf } = quantileQuantity(className, 'latency', p, pairs);
    const usable = pairs.filter((pair) => successes(pair.base) > 0 && successes(pair.candidate) > 0);
    const logRatios = Number.isFinite(pairsPerUnit)
      ? mergeNeighbours(usable, pairsPerUnit).flatMap((group) => logRatioOf(group) ?? [])
      : [];
    if (logRatios.length < fewestUnits) return [];
    const { estimate, interval, standardError, degreesOfFreedom } = evidenceFromLogRatios(
      logRatios,
      startsOf(usable),
    );
    return [{ p, units: logRatios.length, estimate, interval, standardError, degreesOfFreedom }];
  });
  return tested.map(({ p, units, estimate, interval, standardError, degreesOfFreedom }) => {
    const half = studentTCritical(outsideBand / 2 / tested.length, degreesOfFreedom) * standardError;
    return {
      p,
      units,
      change: Math.expm1(estimate),
      interval: [Math.expm1(interval[0]), Math.expm1(interval[1])],
      band: [Math.expm1(estimate - half), Math.expm1(estimate + half)],
    };
  });
}
