import type { Metric, MetricId } from '../model/metric.ts';
import { allClasses, metricIds, metrics } from '../model/metric.ts';
import type { GatePlan } from '../model/plan.ts';
import type { Run } from '../model/run.ts';

/** A class below this share of the requests is measured but not judged by itself. */
export const smallestJudgedShare = 0.05;

export interface JudgedMetric {
  metric: Metric;
  class: string;
  gated: boolean;
}

/**
 * Every metric of every class that is judged or shown: first the gated ones in the order of the settings.
 * Two gated entries for one metric and class count once; with a single class, `each` is the same as `all`.
 */
export function judgedMetrics(run: Pick<Run, 'classes'>, gate: GatePlan): JudgedMetric[] {
  const named = run.classes.filter(({ share }) => share >= smallestJudgedShare).map(({ name }) => name);
  const each = run.classes.length > 1 ? named : [];
  const wanted = new Map<string, JudgedMetric>();
  const add = (id: MetricId, className: string, gated: boolean) => {
    const key = `${id} ${className}`;
    if (!wanted.has(key)) wanted.set(key, { metric: metrics[id], class: className, gated });
  };
  for (const { metric, classes } of gate.metrics) {
    const inClasses = classes === 'each' && metrics[metric].kind.kind !== 'start-duration' && each.length > 0;
    for (const className of inClasses ? each : [allClasses]) add(metric, className, true);
  }
  for (const id of metricIds) {
    add(id, allClasses, false);
    if (metrics[id].kind.kind === 'quantile') for (const className of each) add(id, className, false);
  }
  return [...wanted.values()];
}
