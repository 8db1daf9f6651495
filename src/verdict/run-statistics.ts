import type { MetricStatistic, OutputLength, RunStatistics } from '../model/baseline.ts';
import type { Metric } from '../model/metric.ts';
import { allClasses, metricIds, metrics } from '../model/metric.ts';
import type { Run } from '../model/run.ts';
import { trimmedMean } from '../stats/trimmed-mean.ts';
import { meanOutputTokens } from './answer-length.ts';
import { BlockView } from './block-view.ts';
import { smallestJudgedShare } from './judged-metrics.ts';
import type { Measure } from './measures.ts';
import { throughputOf, timingQuantile } from './measures.ts';
import { medianOf } from './median.ts';
import { hitRateOf } from './prefix-cache.ts';
import { startDurations } from './start-durations.ts';
import { mergeNeighbours, pairsPerUnit } from './units.ts';

/**
 * What a baseline keeps of a run: for every metric and class the trimmed mean of the logarithms of its units, over the
 * valid `mixed` blocks. Slow requests are left out: they are defined against a base on the same machine.
 */
export function runStatistics(run: Run): RunStatistics {
  const views = run.blocks
    .filter((block) => block.scenario === 'mixed' && block.validity.valid)
    .map((block) => new BlockView(block));
  const named = run.classes.filter(({ share }) => share >= smallestJudgedShare).map(({ name }) => name);
  const classesOf = ({ kind }: Metric) =>
    kind.kind === 'quantile' && named.length > 1 ? [allClasses, ...named] : [allClasses];
  const prefixHitRate = hitRateOf(views);
  const outputLengths = classesOf(metrics['latency.p50']).flatMap((className): OutputLength[] => {
    const meanTokens = meanOutputTokens(views, className);
    return meanTokens === null ? [] : [{ class: className, meanTokens }];
  });
  return {
    schema: 'sluice.run-statistics/1',
    suite: run.suite,
    provenance: run.provenance,
    ...(prefixHitRate === null ? {} : { prefixHitRate }),
    ...(outputLengths.length === 0 ? {} : { outputLengths }),
    metrics: metricIds.flatMap((id) =>
      classesOf(metrics[id]).flatMap((className) => statisticOf(metrics[id], className, views, run) ?? []),
    ),
  };
}

function statisticOf(
  metric: Metric,
  className: string,
  views: readonly BlockView[],
  run: Run,
): MetricStatistic | null {
  const { kind, id } = metric;
  const completed = total(views, (view) => view.completed(className));
  switch (kind.kind) {
    case 'quantile': {
      const successes = (view: BlockView) => view.observations(className, kind.of);
      const size = pairsPerUnit(kind.p, views.map(successes));
      const measure = timingQuantile(className, kind.of, kind.p);
      return fromUnits(metric, className, unitValues(views, size, measure), total(views, successes));
    }
    case 'rate-per-second':
      return fromUnits(metric, className, unitValues(views, 1, throughputOf(className)), completed);
    case 'share': {
      const attempted = total(views, (view) => view.attempted(className));
      if (id !== 'error-rate' || attempted === 0) return null;
      const value = (attempted - completed) / attempted;
      return { id, class: className, logMean: null, value, units: views.length, requests: attempted };
    }
    case 'start-duration': {
      const starts = [...startDurations(run, kind.of).values()].filter((durationMs) => durationMs > 0);
      return fromUnits(metric, className, starts, starts.length);
    }
  }
}

function unitValues(views: readonly BlockView[], size: number, measure: Measure): number[] {
  if (!Number.isFinite(size)) return [];
  return mergeNeighbours(views, size)
    .map(measure)
    .filter((value) => value !== null && value > 0) as number[];
}

function fromUnits(
  { id }: Metric,
  className: string,
  values: readonly number[],
  requests: number,
): MetricStatistic | null {
  const value = medianOf(values);
  if (value === null) return null;
  const logMean = values.length === 1 ? Math.log(value) : trimmedMean(values.map(Math.log)).estimate;
  return { id, class: className, logMean, value, units: values.length, requests };
}

function total(views: readonly BlockView[], read: (view: BlockView) => number): number {
  return views.reduce((sum, view) => sum + read(view), 0);
}
