import type { Acceptance } from './history.ts';
import type { MetricId } from './metric.ts';
import type { Environment } from './run.ts';

/** What `sluice baseline show` tells of one suite in one environment; its JSON is a list of these. */
export interface HistorySummary {
  suite: string;
  environment: Environment;
  /** Runs in the file, of any plan and workload. */
  recorded: number;
  /** ISO 8601, of the oldest and the newest of them. */
  firstAt: string;
  lastAt: string;
  /** The newest release among `runs`: the anchor of slow drift. */
  release?: string;
  /** Those of the same plan and workload as the newest, oldest first: only they are comparable. */
  runs: HistoryRun[];
  metrics: HistoryMetric[];
}

export interface HistoryRun {
  measuredAt: string;
  commit?: string;
  release?: string;
  accepted?: Acceptance;
}

/** One headline metric over all requests. */
export interface HistoryMetric {
  id: MetricId;
  /** In the metric's unit, one for each of the summary's runs; null where a run has none. */
  values: (number | null)[];
  /** Newest over the run before it - 1; null where one of them is missing. */
  sincePrevious: number | null;
  /** Newest over the anchor - 1; null without an anchor, and where the newest run is the anchor itself. */
  sinceRelease: number | null;
}
