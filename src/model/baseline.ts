import type { Acceptance } from './history.ts';
import type { MetricId } from './metric.ts';
import type { Provenance } from './run.ts';

/** What a committed baseline keeps of one run: a few KB as one JSON line, enough to be screened against. */
export interface RunStatistics {
  schema: 'sluice.run-statistics/1';
  suite: string;
  provenance: Provenance;
  metrics: MetricStatistic[];
  /** Of the prompt tokens, the share that the prefix cache answered, 0 to 1; absent where the server did not tell. */
  prefixHitRate?: number;
  /** Of each class and of `all` that the metrics are of; absent where the server does not tell of tokens. */
  outputLengths?: OutputLength[];
  /** The regression of this run was taken on purpose, in a reviewed pull request. */
  accepted?: Acceptance;
  /** The tag of the release that this run stands for: later runs are held against it as well (the anchor). */
  release?: string;
}

/** How long the answers to a class were on average. */
export interface OutputLength {
  class: string;
  meanTokens: number;
}

/** One metric of one class in one run. */
export interface MetricStatistic {
  id: MetricId;
  /** `all` or the name of a request class. */
  class: string;
  /** Trimmed mean of the natural logarithms of the units' values; null for shares, which may be zero. */
  logMean: number | null;
  /** In the metric's unit: the median over units, for shares the share of all requests. */
  value: number;
  /** Blocks (merged where traffic is sparse), or starts for `cold-start`. */
  units: number;
  /** Requests behind it: successful ones for timings, attempted ones for shares; starts for `cold-start`. */
  requests: number;
}
