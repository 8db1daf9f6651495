import { normalQuantile99 } from './normal.ts';
import { median } from './median.ts';

export interface Shift {
  /** Hodges-Lehmann estimate: the median of all differences candidate - base. */
  estimate: number;
  low: number;
  high: number;
}

/**
 * How far the candidate is shifted against the base, with a 98 % confidence interval by inverting the Mann-Whitney test
 * (normal approximation with continuity correction, as R's `wilcox.test` with `exact = FALSE`; without ties).
 */
export function shiftOf(base: readonly number[], candidate: readonly number[]): Shift {
  const [m, n] = [base.length, candidate.length];
  const differences = new Float64Array(m * n);
  base.forEach((b, i) => candidate.forEach((c, j) => (differences[i * n + j] = c - b)));
  differences.sort();
  const spread = Math.sqrt((m * n * (m + n + 1)) / 12);
  const outside = Math.max(0, Math.floor((m * n) / 2 - 0.5 - normalQuantile99 * spread));
  return {
    estimate: median(differences),
    low: differences[outside]!,
    high: differences[m * n - 1 - outside]!,
  };
}
