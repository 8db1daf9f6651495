import type { Metric } from '../model/metric.ts';
import type { Estimator } from '../model/verdict.ts';

/** One metric of one class in both arms, measured but not yet judged. */
export interface Comparison {
  metric: Metric;
  /** `all` or the name of a request class. */
  class: string;
  gated: boolean;
  /** Typical value of each arm in the metric's unit; null where there is none. */
  base: number | null;
  candidate: number | null;
  units: number;
  /** Of quantile metrics in the paired mode. */
  estimator?: Estimator;
  evidence: Evidence;
}

export type Evidence = TestedEvidence | UntestedEvidence;

/**
 * Numbers on the scale of the test: the natural logarithm of a ratio, for shares the difference.
 * Always turned so that positive is worse.
 */
export interface TestedEvidence {
  kind: 'tested';
  estimate: number;
  standardError: number;
  degreesOfFreedom: number;
  /** One-sided: that it got worse by chance. Not yet adjusted. */
  p: number;
  /** What the test itself cannot see below: an offset of the smallest detectable change, 0 for t tests. */
  blindBelow: number;
  /** Two-sided 95 % interval. */
  interval: [number, number];
  /** One-sided 95 % upper bound. */
  upper: number;
  /** One-sided: that it got better by chance. Not yet adjusted. */
  pBetter: number;
  /** Spread of a single unit; null for shares. */
  spread: number | null;
  /** More to say than the numbers do, such as the kinds of errors. */
  note: string;
}

/** What an untested metric means for the gate. */
export type Standing =
  /** More pairs may help: it holds up a pass. */
  | 'open'
  /** It can never be judged in this run: it holds up a pass for good. */
  | 'closed'
  /** Shown and left out of the decision. */
  | 'aside'
  /** It fails the gate by itself. */
  | 'fails';

export interface UntestedEvidence {
  kind: 'untested';
  result: 'insufficient' | 'incomparable' | 'inconclusive';
  standing: Standing;
  /** Stable code for the verdict's reasons. */
  code: string;
  reason: string;
  /** The numbers, where they can be had and shown, though nothing follows from them. */
  shown?: TestedEvidence;
  /** What is left of them after all that the objection could explain: where that is a regression, it is one. */
  unexplained?: TestedEvidence;
}

export const isShare = (metric: Metric): boolean => metric.kind.kind === 'share';

/** Puts a number of the scale of the test into words of the metric: `candidate / base - 1`, for shares the difference. */
export function effectOf(metric: Metric, worsening: number): number {
  if (isShare(metric)) return metric.betterIs === 'lower' ? worsening : -worsening;
  return Math.expm1(metric.betterIs === 'lower' ? worsening : -worsening);
}

/** The size of a worsening as a positive share: 0.14 for 14 % slower, 0.12 for a throughput that is 12 % lower. */
export function worseningSize(metric: Metric, worsening: number): number {
  return Math.abs(effectOf(metric, worsening));
}

/** A relative or absolute limit on the scale of the test. */
export function limitOnScale(metric: Metric, limit: number): number {
  return isShare(metric) ? limit : Math.log1p(limit);
}

export const directionOf = (metric: Metric): 1 | -1 => (metric.betterIs === 'lower' ? 1 : -1);
