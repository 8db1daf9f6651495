import type { Distribution } from '../model/run.ts';
import { countOf } from './distribution.ts';

/** Shares of the ascending observations, 0 to 1: what lies between them is averaged. */
export type QuantileWindow = [low: number, high: number];

/**
 * The window around the quantile `p` of n observations in which a smoothed quantile averages: to each side
 * `sqrt(3 p (1 - p) / n)`, the uniform window with the spread that the weights of Harrell and Davis have (1982,
 * Biometrika 69), but never more than half of the way to the nearer end, and at least half an observation. It narrows as n
 * grows: the same quantile is meant.
 */
export function windowAround(p: number, n: number): QuantileWindow {
  const half = Math.max(Math.min(Math.sqrt((3 * p * (1 - p)) / n), Math.min(p, 1 - p) / 2), 0.5 / n);
  return [p - half, p + half];
}

/**
 * Mean of the natural logarithms of the observations between two shares, those at its ends counted in part: an average of
 * neighbouring quantiles, which single requests at the quantile move less than the quantile itself (kernel quantile
 * estimators: Sheather and Marron 1990, JASA 85). Null for an empty distribution or a time of zero in the window.
 */
export function meanLogBetween(distribution: Distribution, [low, high]: QuantileWindow): number | null {
  const total = countOf(distribution);
  const [from, to] = [Math.max(0, low) * total, Math.min(1, high) * total];
  let seen = 0;
  let sum = 0;
  for (let i = 0; i < distribution.valuesMs.length && seen < to; i++) {
    const next = seen + distribution.counts[i]!;
    const weight = Math.min(next, to) - Math.max(seen, from);
    if (weight > 0) sum += weight * Math.log(distribution.valuesMs[i]!);
    seen = next;
  }
  const mean = sum / (to - from);
  return Number.isFinite(mean) ? mean : null;
}
