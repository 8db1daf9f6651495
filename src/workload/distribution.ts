import { probit } from 'simple-statistics';
import type { HistogramBin, LengthPlan, LengthShape } from '../model/synthetic.ts';

/**
 * The quantile function of a length: from a probability strictly between 0 and 1 to whole tokens, at least 1, within the
 * plan's bounds. Bounds clamp and do not cut off, so the percentiles between them stay what they are.
 */
export function quantileOf({ shape, minimum = 1, maximum = Infinity }: LengthPlan): (p: number) => number {
  const quantile = shapeQuantile(shape);
  const low = Math.max(1, minimum);
  return (p) => Math.min(Math.max(Math.round(quantile(p)), low), maximum);
}

function shapeQuantile(shape: LengthShape): (p: number) => number {
  switch (shape.kind) {
    case 'fixed':
      return () => shape.tokens;
    case 'uniform':
      return (p) => shape.from + Math.floor(p * (shape.to - shape.from + 1));
    case 'log-normal':
      return logNormal(shape);
    case 'percentiles':
      return throughPercentiles(shape);
    case 'histogram':
      return ofHistogram(shape.bins);
    case 'maximum':
      return () => Infinity;
  }
}

/**
 * exp(mu + sigma z) with sigma^2 = ln(1 + (deviation / mean)^2) and mu = ln(mean) - sigma^2 / 2, which has exactly these
 * moments (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, 2nd ed. 1994, chapter 14).
 */
function logNormal({ mean, deviation }: { mean: number; deviation: number }): (p: number) => number {
  const variance = Math.log1p((deviation / mean) ** 2);
  const mu = Math.log(mean) - variance / 2;
  return (p) => Math.exp(mu + Math.sqrt(variance) * probit(p));
}

/** What a few percentiles say nothing about: nothing is longer than p99.9 and nothing shorter than p0.1. */
const tail = 0.001;

/**
 * The logarithm of the length is a straight line in the normal score between two percentiles, so that two of them give
 * a log-normal distribution and three one with another spread in its upper tail. The outermost lines go on, to p0.1 and p99.9.
 */
function throughPercentiles(shape: { p50: number; p95: number; p99?: number }): (p: number) => number {
  const score = { p50: probit(0.5), p95: probit(0.95), p99: probit(0.99) };
  const [ln50, ln95] = [Math.log(shape.p50), Math.log(shape.p95)];
  const slope = (ln95 - ln50) / (score.p95 - score.p50);
  const upperSlope = shape.p99 === undefined ? slope : (Math.log(shape.p99) - ln95) / (score.p99 - score.p95);
  return (p) => {
    const z = probit(Math.min(Math.max(p, tail), 1 - tail));
    return Math.exp(z <= score.p95 ? ln50 + slope * (z - score.p50) : ln95 + upperSlope * (z - score.p95));
  };
}

/** Within a bin every whole number is equally likely. */
function ofHistogram(bins: readonly HistogramBin[]): (p: number) => number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return (p) => {
    let below = 0;
    let from = 0;
    let reached = 0;
    for (const { upTo, count } of bins) {
      if (count > 0) {
        const within = (p * total - below) / count;
        reached = from + Math.min(Math.floor(within * (upTo - from)) + 1, upTo - from);
        if (within < 1) return reached;
        below += count;
      }
      from = upTo;
    }
    // The sum of the counts may miss the total by a rounding: p lies in the last bin.
    return reached;
  };
}
