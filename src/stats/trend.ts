import { median as medianOf } from 'simple-statistics';
import { mostDependence, riseOf } from './autocorrelated-rise.ts';

/** How a series moves with time, its values at about equal distances. */
export interface SeriesTrend {
  /** By Sen's estimator, in the units of the values over that of the times. */
  slope: number;
  /** 95 %; null where there are too few values, or they depend on each other too much, to have one. */
  interval: [number, number] | null;
  /** Of no rise at all, one-sided. */
  p: number;
  /** Of the slope, in its unit: how well these values can tell it. */
  error: number;
}

/** Fewer values tell nothing of how much they depend on each other. */
export const fewestValues = 8;
const twoSided = 1.959964;

/** What lies further from the line than so many robust standard deviations is drawn in: one wild value is no trend. */
const farthest = 3.5;
/** Of normal values, times their median distance from the median. */
const normalSpread = 1.4826;

/**
 * Whether and how fast a series rises, robust to outliers and to autocorrelation. Null for fewer than 8 values. O(n^2 log n):
 * join neighbours where there are more than a few hundred.
 *
 * The slope is the median of the slopes of all pairs (Sen 1968, JASA 63), its interval that of Gilbert (Statistical
 * Methods for Environmental Pollution Monitoring, 1987, section 16.4.2), widened for dependence. The test is that of
 * `riseOf`, of the values with outliers from the line of Sen drawn in (winsorised).
 */
export function trendOf(times: readonly number[], values: readonly number[]): SeriesTrend | null {
  if (values.length < fewestValues) return null;
  const slopes = pairSlopes(times, values);
  const slope = medianOfSorted(slopes);
  const left = values.map((value, i) => value - slope * times[i]!);
  const dependence = dependenceOf(left);
  const { p, error } = riseOf(
    times,
    drawnIn(left).map((value, i) => value + slope * times[i]!),
  );
  return {
    slope,
    interval: slopeInterval(slopes, (kendallVariance(values) * (1 + dependence)) / (1 - dependence)),
    p,
    error,
  };
}

/** The slope alone, of two values at least: the median of the slopes of all pairs. */
export const senSlope = (times: readonly number[], values: readonly number[]): number =>
  medianOfSorted(pairSlopes(times, values));

function drawnIn(left: readonly number[]): number[] {
  const centre = medianOf([...left]);
  const most = farthest * normalSpread * medianOf(left.map((each) => Math.abs(each - centre)));
  // Where more than half lie on the line nothing tells what is far from it.
  if (most === 0) return [...left];
  return left.map((each) => Math.min(Math.max(each, centre - most), centre + most));
}

/** Ascending. Pairs of the same time have none. */
function pairSlopes(times: readonly number[], values: readonly number[]): Float64Array {
  const slopes: number[] = [];
  for (let i = 1; i < values.length; i++)
    for (let j = 0; j < i; j++)
      if (times[i] !== times[j]) slopes.push((values[i]! - values[j]!) / (times[i]! - times[j]!));
  return Float64Array.from(slopes).sort();
}

function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

function slopeInterval(slopes: Float64Array, variance: number): [number, number] | null {
  const half = twoSided * Math.sqrt(variance);
  const lower = slopes[Math.floor((slopes.length - half) / 2) - 1];
  const upper = slopes[Math.ceil((slopes.length + half) / 2)];
  return lower === undefined || upper === undefined ? null : [lower, upper];
}

/**
 * Of the score of Mann (1945, Econometrica 13) and Kendall, rising pairs less falling ones, under no trend, with
 * ties: `(n (n - 1) (2 n + 5) - sum t (t - 1) (2 t + 5)) / 18` over the groups of t equal values.
 */
export function kendallVariance(values: readonly number[]): number {
  const term = (n: number) => n * (n - 1) * (2 * n + 5);
  const tied = Map.groupBy(values, (value) => value);
  const ofTies = [...tied.values()].reduce((sum, group) => sum + term(group.length), 0);
  return (term(values.length) - ofTies) / 18;
}

/**
 * The lag-one autocorrelation of what a line left, freed of the bias that the fitted line gives it, -(2 + 4 r) / n (Kendall
 * 1954, Biometrika 41); within 0 and 0.95.
 */
function dependenceOf(left: readonly number[]): number {
  const n = left.length;
  const centre = medianOf([...left]);
  const moved = left.map((each) => each - centre);
  const squares = moved.reduce((sum, each) => sum + each * each, 0);
  if (squares === 0) return 0;
  const products = moved.slice(1).reduce((sum, each, i) => sum + each * moved[i]!, 0);
  return Math.min(Math.max((products / squares + 2 / n) / (1 - 4 / n), 0), mostDependence);
}
