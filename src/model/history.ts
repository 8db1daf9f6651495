import type { MetricId } from './metric.ts';

/** Who took a regression on purpose, and why. */
export interface Acceptance {
  pullRequest: number;
  /** The login of whoever set the label. */
  by: string;
  /** From the pull request's text; empty where it gives none. At most 500 characters. */
  why: string;
  /** ISO 8601, when the label was set. */
  acceptedAt: string;
}

/** How far a metric has come from the last release, whatever single pull requests were allowed. */
export interface Drift {
  id: MetricId;
  class: string;
  /** The tag of the anchor. */
  release: string;
  /** Candidate over anchor - 1 in the metric's own value; for shares the difference. */
  effect: number;
  /** 95 % prediction interval. */
  interval: [number, number];
  /** Beyond the tolerance in the bad direction, with the whole interval. */
  beyond: boolean;
}

/** The newest run that stands for a release (the anchor): what slow drift is measured from, and never thinned. */
export function anchorOf<R extends { release?: string }>(runs: readonly R[]): R | undefined {
  return runs.findLast(({ release }) => release !== undefined);
}
