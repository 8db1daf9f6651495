import type { SpreadPrior } from './prediction.ts';

export interface SuccessiveSpread {
  /** Of a single value around where its series then stood. */
  spread: number;
  degreesOfFreedom: number;
}

/**
 * The spread of single values of a series that may drift, from its k successive values, k at least 1. What wanders slowly
 * hardly moves one value away from the next, so half the mean square of successive differences,
 * `q^2 = sum (y_(i+1) - y_i)^2 / (2 (k - 1))`, estimates the variance without it (von Neumann, Kent, Bellinson and Hart:
 * The mean square successive difference, Ann. Math. Statist. 12, 1941). Of normal values q^2 has the variance
 * `s^4 (3 k - 4) / (k - 1)^2`, that of a chi-squared with `v = 2 (k - 1)^2 / (3 k - 4)` degrees of freedom. It is shrunk to
 * the prior as in `predictNext`: `s^2 = (n0 s0^2 + v q^2) / (n0 + v)`, with n0 + v degrees of freedom.
 */
export function successiveSpread(series: readonly number[], prior: SpreadPrior): SuccessiveSpread {
  const k = series.length;
  const squares = series.slice(1).reduce((sum, value, i) => sum + (value - series[i]!) ** 2, 0);
  const own = k < 2 ? 0 : (2 * (k - 1) ** 2) / (3 * k - 4);
  const ownVariance = k < 2 ? 0 : squares / (2 * (k - 1));
  const degreesOfFreedom = prior.weight + own;
  const variance = (prior.weight * prior.spread ** 2 + own * ownVariance) / degreesOfFreedom;
  return { spread: Math.sqrt(variance), degreesOfFreedom };
}
