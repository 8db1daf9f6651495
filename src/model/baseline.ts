import type { MetricId } from './metric.ts';
import type { Provenance } from './run.ts';

/** What a committed baseline keeps of one run: a few KB as one JSON line, enough to be screened against. */
export interface RunStatistics {
  schema: 'sluice.run-statistics/1';
  suite: string;
  provenance: Provenance;
  metrics: MetricStatistic[];
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
