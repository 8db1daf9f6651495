import type { LengthPlan } from '../../model/synthetic.ts';
import { quantileOf } from '../distribution.ts';

/** A length and how many requests have it. */
export interface WeightedLength {
  tokens: number;
  requests: number;
}

export interface LengthSummary {
  minimum: number;
  p50: number;
  p95: number;
  p99: number;
  maximum: number;
}

/** Percentiles by nearest rank: the smallest length that so large a share of the requests do not exceed. */
export function summariseLengths(lengths: readonly WeightedLength[]): LengthSummary {
  const sorted = lengths.toSorted((a, b) => a.tokens - b.tokens);
  const total = sorted.reduce((sum, { requests }) => sum + requests, 0);
  const percentile = (share: number) => {
    let reached = 0;
    return sorted.find(({ requests }) => (reached += requests) >= total * share)?.tokens ?? 0;
  };
  return {
    minimum: sorted[0]?.tokens ?? 0,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    maximum: sorted.at(-1)?.tokens ?? 0,
  };
}

/** The summary as the setting that lengths are drawn from. */
export function lengthPlanOf({ minimum, p50, p95, p99, maximum }: LengthSummary): LengthPlan {
  return { shape: { kind: 'percentiles', p50, p95, p99 }, minimum, maximum };
}

/** Enough for a distance of 0.001. */
const drawsPerClass = 1_000;

/**
 * How far lengths that are drawn by the settings are from the measured ones: the largest difference between their two
 * cumulative distributions (Kolmogorov and Smirnov), 0 for the same and 1 for nothing in common. Each class is drawn by
 * the middles of equally likely strata and not by chance, in its share.
 */
export function distanceOf(classes: readonly (readonly WeightedLength[])[]): number {
  const total = classes.flat().reduce((sum, { requests }) => sum + requests, 0);
  const measured = classes.flat().map(({ tokens, requests }) => ({ tokens, step: requests / total }));
  const drawn = classes.flatMap((lengths) => {
    const quantile = quantileOf(lengthPlanOf(summariseLengths(lengths)));
    const share = lengths.reduce((sum, { requests }) => sum + requests, 0) / total;
    return Array.from({ length: drawsPerClass }, (_, stratum) => ({
      tokens: quantile((stratum + 0.5) / drawsPerClass),
      step: -share / drawsPerClass,
    }));
  });
  const steps = [...measured, ...drawn].sort((a, b) => a.tokens - b.tokens);
  let [difference, largest] = [0, 0];
  for (const [index, { tokens, step }] of steps.entries()) {
    difference += step;
    // Equal lengths step together.
    if (steps[index + 1]?.tokens !== tokens) largest = Math.max(largest, Math.abs(difference));
  }
  return largest;
}
