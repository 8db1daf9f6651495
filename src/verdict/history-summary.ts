import type { MetricStatistic, RunStatistics } from '../model/baseline.ts';
import type { HistoryMetric, HistorySummary } from '../model/history-summary.ts';
import { anchorOf } from '../model/history.ts';
import { allClasses } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { Environment } from '../model/run.ts';
import { headlineMetrics } from './headline-metrics.ts';
import { statisticOf } from './statistic-of.ts';

/** A baseline file as it was read: recorded runs of one suite in one environment, oldest first. */
export interface RecordedHistory {
  suite: string;
  environment: Environment;
  runs: readonly RunStatistics[];
}

/** What people want to know of a baseline file at a glance; null where it holds no run. */
export function summariseHistory({ suite, environment, runs }: RecordedHistory): HistorySummary | null {
  const [first, newest] = [runs[0], runs.at(-1)];
  if (!first || !newest) return null;
  const comparable = runs.filter((run) => asksTheSame(run, newest));
  const anchor = anchorOf(comparable);
  return {
    suite,
    environment,
    recorded: runs.length,
    firstAt: first.provenance.measuredAt,
    lastAt: newest.provenance.measuredAt,
    ...(anchor?.release !== undefined ? { release: anchor.release } : {}),
    runs: comparable.map(({ provenance: { measuredAt, commit }, release, accepted }) => ({
      measuredAt,
      ...(commit !== undefined ? { commit } : {}),
      ...(release !== undefined ? { release } : {}),
      ...(accepted !== undefined ? { accepted } : {}),
    })),
    metrics: headlineMetrics.flatMap((id) => metricOf(id, comparable, anchor) ?? []),
  };
}

const asksTheSame = ({ provenance: a }: RunStatistics, { provenance: b }: RunStatistics): boolean =>
  a.planHash === b.planHash && a.workloadHash === b.workloadHash;

function metricOf(
  id: MetricId,
  runs: readonly RunStatistics[],
  anchor: RunStatistics | undefined,
): HistoryMetric | null {
  const statistics = runs.map((run) => statisticOf(run, id, allClasses));
  const newest = statistics.at(-1);
  if (statistics.every((statistic) => statistic === undefined)) return null;
  return {
    id,
    values: statistics.map((statistic) => statistic?.value ?? null),
    sincePrevious: changeBetween(statistics.at(-2), newest),
    // A release is not compared with itself.
    sinceRelease:
      anchor && anchor !== runs.at(-1) ? changeBetween(statisticOf(anchor, id, allClasses), newest) : null,
  };
}

/** Of the trimmed means that are also judged, not of the medians that are shown. */
function changeBetween(then: MetricStatistic | undefined, now: MetricStatistic | undefined): number | null {
  const [before, after] = [then?.logMean ?? null, now?.logMean ?? null];
  return before === null || after === null ? null : Math.expm1(after - before);
}
