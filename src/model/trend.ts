import type { Acceptance } from './history.ts';
import type { MetricId } from './metric.ts';
import type { Environment } from './run.ts';

/** What `sluice trend` draws of one suite in one environment. */
export interface Trend {
  suite: string;
  environment: Environment;
  /** Every run of the file, oldest first; the newest says which of them are comparable. */
  runs: TrendRun[];
  /** Headline metrics over all requests. */
  series: TrendSeries[];
}

export interface TrendRun {
  /** ISO 8601, UTC. */
  measuredAt: string;
  commit?: string;
  /** Image, command or host. */
  target: string;
  digest?: string;
  release?: string;
  accepted?: Acceptance;
  /** Runs of the same plan and workload have the same number, counted from 0 in their order of appearance. */
  stretch: number;
  /** What is new where this run begins a stretch; absent at the first run. */
  begins?: 'plan' | 'workload' | 'plan and workload';
}

/** One metric over the runs. */
export interface TrendSeries {
  id: MetricId;
  /** In the metric's unit, one for each of the trend's runs; null where a run has none. */
  values: (number | null)[];
  /** Oldest first, of all stretches. Neighbouring levels of a stretch are parted by a change point. */
  levels: TrendLevel[];
  /** Newest run against the mean level of the comparable runs since the last change point; null below two runs. */
  sinceChange: number | null;
  /** Newest run against the release before it; null where no comparable run is one. */
  sinceRelease: { release: string; effect: number } | null;
}

/** Runs between two change points, or from one end of a stretch to the other. */
export interface TrendLevel {
  stretch: number;
  /** Indices of its first and last run. */
  first: number;
  last: number;
  /** In the metric's unit. */
  value: number;
  /** Against the level before in the same stretch: the ratio - 1, for shares the difference. Absent at the first. */
  step?: number;
}
