import { studentTUpperTail } from '../../../src/stats/student-t.ts';

export interface RankTest {
  /** Pairs in which the candidate is greater, ties as halves. */
  u: number;
  /** Two-sided. */
  p: number;
}

/** Up to so many values a side, without ties, the p value is exact. */
const mostForExact = 25;

/** From here on Student's t is the normal distribution, to 1e-8 within the tails that matter here. */
const manyDegreesOfFreedom = 1e10;

/**
 * Two-sided Mann-Whitney U test of `candidate` against `base`: exact for small samples without ties, else the normal
 * approximation with the corrections for ties and continuity, as SciPy's `mannwhitneyu` does both.
 * Mann and Whitney (1947), The Annals of Mathematical Statistics 18(1). Both sides need a value.
 */
export function mannWhitney(base: ArrayLike<number>, candidate: ArrayLike<number>): RankTest {
  const [m, n] = [base.length, candidate.length];
  const { rankSum, ties } = rankSumOf(base, candidate);
  const u = rankSum - (n * (n + 1)) / 2;
  if (ties === 0 && m <= mostForExact && n <= mostForExact)
    return { u, p: exactP(Math.max(u, m * n - u), m, n) };
  const total = m + n;
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance === 0) return { u, p: 1 };
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5);
  return { u, p: Math.min(1, 2 * normalUpperTail(distance / Math.sqrt(variance))) };
}

/** P(Z > z) of the standard normal distribution, z from 0 on. */
export function normalUpperTail(z: number): number {
  return studentTUpperTail(z, manyDegreesOfFreedom);
}

/** Sum of the candidate's ranks in the pooled sample, and the sum of `t^3 - t` over all groups of `t` equal values. */
function rankSumOf(base: ArrayLike<number>, candidate: ArrayLike<number>): { rankSum: number; ties: number } {
  const [a, b] = [Float64Array.from(base).sort(), Float64Array.from(candidate).sort()];
  let [i, j, rankSum, ties] = [0, 0, 0, 0];
  while (j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j]!);
    const [before, candidatesBefore] = [i + j, j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const equal = i + j - before;
    rankSum += (j - candidatesBefore) * (before + (equal + 1) / 2);
    ties += equal ** 3 - equal;
  }
  for (; i < a.length;) {
    const first = i;
    while (i < a.length && a[i] === a[first]) i++;
    ties += (i - first) ** 3 - (i - first);
  }
  return { rankSum, ties };
}

/** Twice P(U >= u), from the number of arrangements with each U. */
function exactP(u: number, m: number, n: number): number {
  // Gaussian binomial coefficient: multiply by (1 - q^(m+k)) and divide by (1 - q^k) for each k, on powers up to m n.
  const ways = new Float64Array(m * n + 1);
  ways[0] = 1;
  for (let k = 1; k <= n; k++) {
    for (let power = ways.length - 1; power >= m + k; power--) ways[power]! -= ways[power - m - k]!;
    for (let power = k; power < ways.length; power++) ways[power]! += ways[power - k]!;
  }
  const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0);
  return Math.min(1, (2 * sum(ways.subarray(Math.ceil(u)))) / sum(ways));
}
