import { allClasses, metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { SloLimit } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { SloResult } from '../model/verdict.ts';
import { mergeDistributions, quantileOf } from '../stats/distribution.ts';
import { BlockView } from './block-view.ts';
import { medianOf } from './median.ts';

/**
 * Absolute limits, judged without statistics over all valid `mixed` blocks of the candidate together: the quantile of
 * all requests, the share of all requests, requests a second of measured time, the median start. A limit whose metric
 * was not measured has no value and is not met.
 */
export function judgeSlo(candidate: Run, limits: readonly SloLimit[]): SloResult[] {
  const views = candidate.blocks
    .filter((block) => block.scenario === 'mixed' && block.validity.valid)
    .map((block) => new BlockView(block));
  return limits.map(({ metric, limit }) => {
    const value = valueOf(metric, views, candidate) ?? reportedValue(metric, candidate);
    const met = value !== null && (metrics[metric].betterIs === 'lower' ? value <= limit : value >= limit);
    return { id: metric, limit, value, met };
  });
}

/** What another tool told of the whole run, where there is nothing to take the value from. */
const reportedValue = (id: MetricId, { imported }: Run): number | null =>
  imported?.reported?.find((reported) => reported.id === id)?.value ?? null;

function valueOf(id: MetricId, views: readonly BlockView[], candidate: Run): number | null {
  const { kind } = metrics[id];
  const sum = (read: (view: BlockView) => number) => views.reduce((total, view) => total + read(view), 0);
  const completed = sum((view) => view.completed(allClasses));
  const attempted = sum((view) => view.attempted(allClasses));
  switch (kind.kind) {
    case 'quantile':
      return quantileOf(mergeDistributions(views.map((view) => view.timing(allClasses, kind.of))), kind.p);
    case 'rate-per-second': {
      const durationMs = sum((view) => view.block.durationMs);
      return durationMs > 0 ? (completed / durationMs) * 1000 : null;
    }
    case 'share':
      // Slow is defined against a base, which an absolute limit has not.
      return id === 'error-rate' && attempted > 0 ? (attempted - completed) / attempted : null;
    case 'start-duration':
      return medianOf(candidate.coldStarts.map(({ readyMs }) => readyMs));
  }
}
