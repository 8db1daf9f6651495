import type { MetricStatistic, RunStatistics } from '../model/baseline.ts';
import type { MetricId } from '../model/metric.ts';

/** What a run recorded of one metric of one class; undefined where it did not. */
export function statisticOf(
  { metrics }: RunStatistics,
  id: MetricId,
  className: string,
): MetricStatistic | undefined {
  return metrics.find((metric) => metric.id === id && metric.class === className);
}
