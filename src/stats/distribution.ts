import type { Distribution } from '../model/run.ts';

/** How many observations stand in a distribution. */
export function countOf(distribution: Distribution): number {
  let total = 0;
  for (const count of distribution.counts) total += count;
  return total;
}

/**
 * Quantile of definition 7 of Hyndman and Fan (1996, The American Statistician 50(4)): with `h = (N - 1) p`,
 * linear between the order statistics below and above `h`. It is what R, NumPy and simple-statistics use by default.
 * `p` from 0 to 1; in the unit of the values; null for an empty distribution.
 */
export function quantileOf(distribution: Distribution, p: number): number | null {
  const total = countOf(distribution);
  if (total === 0) return null;
  const position = (total - 1) * p;
  const below = Math.floor(position);
  const { valuesMs, counts } = distribution;
  let seen = 0;
  for (let i = 0; i < valuesMs.length; i++) {
    seen += counts[i]!;
    if (seen <= below) continue;
    const low = valuesMs[i]!;
    const high = below + 1 < seen ? low : (valuesMs[i + 1] ?? low);
    return low + (position - below) * (high - low);
  }
  return valuesMs[valuesMs.length - 1]!;
}

/** Arithmetic mean; null for an empty distribution. */
export function meanOf(distribution: Distribution): number | null {
  let sum = 0;
  let total = 0;
  distribution.valuesMs.forEach((value, i) => {
    sum += value * distribution.counts[i]!;
    total += distribution.counts[i]!;
  });
  return total === 0 ? null : sum / total;
}

/** How many observations are greater than `threshold`. */
export function countAbove(distribution: Distribution, threshold: number): number {
  let above = 0;
  for (let i = distribution.valuesMs.length - 1; i >= 0 && distribution.valuesMs[i]! > threshold; i--) {
    above += distribution.counts[i]!;
  }
  return above;
}

/** All observations of several distributions as one. */
export function mergeDistributions(parts: readonly Distribution[]): Distribution {
  return mergeHalves(parts.filter((part) => part.valuesMs.length > 0));
}

/** One after the other into a growing whole would go through that whole as often as there are parts. */
function mergeHalves(parts: readonly Distribution[]): Distribution {
  if (parts.length <= 1) return parts[0] ?? { valuesMs: [], counts: [] };
  const half = parts.length >> 1;
  return mergeTwo(mergeHalves(parts.slice(0, half)), mergeHalves(parts.slice(half)));
}

function mergeTwo(a: Distribution, b: Distribution): Distribution {
  const valuesMs: number[] = [];
  const counts: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.valuesMs.length || j < b.valuesMs.length) {
    const left = a.valuesMs[i] ?? Infinity;
    const right = b.valuesMs[j] ?? Infinity;
    valuesMs.push(Math.min(left, right));
    counts.push((left <= right ? a.counts[i++]! : 0) + (right <= left ? b.counts[j++]! : 0));
  }
  return { valuesMs, counts };
}

/** A distribution of plain values in milliseconds, in any order. They are taken as they are, not put into buckets. */
export function distributionFromValues(values: Iterable<number>): Distribution {
  const sorted = Float64Array.from(values).sort();
  const valuesMs: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    const last = valuesMs.length - 1;
    if (last >= 0 && valuesMs[last] === value) counts[last]! += 1;
    else {
      valuesMs.push(value);
      counts.push(1);
    }
  }
  return { valuesMs, counts };
}
