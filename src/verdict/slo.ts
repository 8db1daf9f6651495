import { allClasses, metrics } from '../model/metric.ts';
import type { MetricId, TimingId } from '../model/metric.ts';
import type { SloLimit } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { SloResult } from '../model/verdict.ts';
import { effectiveCount } from '../stats/clustered-share.ts';
import { meanInterval } from '../stats/mean-interval.ts';
import { predictNext } from '../stats/prediction.ts';
import { blockQuantile } from '../stats/quantile-bounds.ts';
import type { QuantileBounds } from '../stats/quantile-bounds.ts';
import { studentTCritical } from '../stats/student-t.ts';
import { wilsonInterval } from '../stats/wilson.ts';
import { BlockView } from './block-view.ts';
import { medianOf } from './median.ts';
import { startDurations } from './start-durations.ts';

/** The 95 % bounds are null where the sample does not reach so far. */
interface Measured extends QuantileBounds {
  value: number | null;
}

const unmeasured: Measured = { value: null, low: null, high: null };

/** As the screen against committed runs expects: two starts of one image differ by about a fifth, worth four starts. */
const startPrior = { spread: 0.2, weight: 4 };

/**
 * Absolute limits, over all valid `mixed` blocks of the candidate together: the quantile of all requests, the share of all
 * requests, requests a second of measured time, the median start. `met` is about that value, `certain` about its interval,
 * for which the block and not the request is the unit (docs/slo.md). A limit whose metric was not measured has no value and
 * is not met.
 */
export function judgeSlo(candidate: Run, limits: readonly SloLimit[]): SloResult[] {
  const views = candidate.blocks
    .filter((block) => block.scenario === 'mixed' && block.validity.valid)
    .map((block) => new BlockView(block));
  return limits.map(({ metric, limit }) => {
    const { value, low, high } = measure(metric, views, candidate);
    const lowerIsBetter = metrics[metric].betterIs === 'lower';
    const [within, beyond] = lowerIsBetter
      ? [high !== null && high <= limit, low !== null && low > limit]
      : [low !== null && low >= limit, high !== null && high < limit];
    return {
      id: metric,
      limit,
      value,
      met: value !== null && (lowerIsBetter ? value <= limit : value >= limit),
      interval: low === null || high === null ? null : [low, high],
      certain: within || beyond,
    };
  });
}

function measure(id: MetricId, views: readonly BlockView[], candidate: Run): Measured {
  const { kind } = metrics[id];
  const own = ((): Measured => {
    switch (kind.kind) {
      case 'quantile':
        return measureQuantile(views, kind.of, kind.p);
      case 'rate-per-second':
        return measureThroughput(views);
      case 'share':
        // Slow is defined against a base, which an absolute limit has not.
        return id === 'error-rate' ? measureErrors(views) : unmeasured;
      case 'start-duration':
        return measureStarts([...startDurations(candidate, kind.of).values()]);
    }
  })();
  return own.value === null ? { ...unmeasured, value: reportedValue(id, candidate) } : own;
}

/** What another tool told of the whole run, where there is nothing to take the value from. */
const reportedValue = (id: MetricId, { imported }: Run): number | null =>
  imported?.reported?.find((reported) => reported.id === id)?.value ?? null;

const measureQuantile = (views: readonly BlockView[], of: TimingId, p: number): Measured =>
  blockQuantile(
    views.map((view) => view.timing(allClasses, of)),
    p,
  ) ?? unmeasured;

function measureErrors(views: readonly BlockView[]): Measured {
  const blocks = views.map((view) => {
    const attempted = view.attempted(allClasses);
    return { hits: attempted - view.completed(allClasses), of: attempted };
  });
  const attempted = blocks.reduce((sum, { of }) => sum + of, 0);
  if (attempted === 0) return unmeasured;
  const value = blocks.reduce((sum, { hits }) => sum + hits, 0) / attempted;
  const effective = effectiveCount(blocks);
  if (effective === 0) return { ...unmeasured, value };
  const [low, high] = wilsonInterval(value * effective, effective);
  return { value, low, high };
}

function measureThroughput(views: readonly BlockView[]): Measured {
  const blocks = views.map((view) => ({
    completed: view.completed(allClasses),
    seconds: view.block.durationMs / 1000,
  }));
  const seconds = blocks.reduce((sum, block) => sum + block.seconds, 0);
  if (seconds === 0) return unmeasured;
  const value = blocks.reduce((sum, { completed }) => sum + completed, 0) / seconds;
  const [low, high] = meanInterval(blocks.map((block) => block.completed / block.seconds)) ?? [null, null];
  return { value, low, high };
}

/** The median, and an interval of its logarithm whose spread is shrunk to what is expected: a single start has one too. */
function measureStarts(durationsMs: readonly number[]): Measured {
  const value = medianOf(durationsMs);
  if (value === null) return unmeasured;
  const { standardError, degreesOfFreedom } = predictNext(
    durationsMs.map((ms) => Math.log(Math.max(1, ms))),
    startPrior,
  );
  // Of the mean: what one further start adds of its own is taken out.
  const ofMean = standardError / Math.sqrt(durationsMs.length + 1);
  const factor = Math.exp(studentTCritical(0.025, degreesOfFreedom) * ofMean);
  return { value, low: value / factor, high: value * factor };
}
