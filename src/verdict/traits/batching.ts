import type { BatchingTraits, ConcurrencyStep } from '../../model/characteristics.ts';
import { metrics } from '../../model/metric.ts';
import type { MetricId } from '../../model/metric.ts';
import type { SloLimit } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import { concurrencyStep, throughputOf } from './concurrency-steps.ts';

/** Throughput against latency for each setting of the server, in the order of the plan; undefined where it was not run. */
export function batchingTraits(run: Run, slo: readonly SloLimit[]): BatchingTraits[] | undefined {
  const blocks = run.blocks.filter(({ scenario }) => scenario === 'batching');
  const failed = run.failedSettings ?? [];
  if (blocks.length + failed.length === 0) return undefined;
  const settings = [...new Set(blocks.map(({ variant }) => variant ?? ''))].map((setting): BatchingTraits => {
    const steps = blocks
      .filter(({ variant }) => (variant ?? '') === setting)
      .map((block) => concurrencyStep(run, block))
      .sort((a, b) => a.concurrency - b.concurrency);
    return { setting, steps, best: bestOf(steps, slo) };
  });
  return [
    ...settings,
    ...failed.map(({ name, why }): BatchingTraits => ({ setting: name, steps: [], best: null, failed: why })),
  ];
}

/** A step with more failed requests is no point to work at, whatever the limits. */
const mostErrors = 0.01;
/** Throughputs of short steps that differ by less are equal; then fewer users are better, since they wait less. */
const equalWithin = 0.02;

function bestOf(steps: readonly ConcurrencyStep[], slo: readonly SloLimit[]): number | null {
  const good = steps.filter(
    (step) =>
      step.valid &&
      step.errorShare <= mostErrors &&
      throughputOf(step) > 0 &&
      slo.every((limit) => meets(step, limit)),
  );
  const highest = Math.max(...good.map(throughputOf));
  return good.find((step) => throughputOf(step) >= (1 - equalWithin) * highest)?.concurrency ?? null;
}

/** What a step tells of the metrics that limits are set on. */
const readings: Partial<Record<MetricId, (step: ConcurrencyStep) => number | null>> = {
  'latency.p50': ({ p50Ms }) => p50Ms,
  'latency.p95': ({ p95Ms }) => p95Ms,
  'latency.p99': ({ p99Ms }) => p99Ms,
  'ttft.p95': ({ ttftP95Ms }) => ttftP95Ms,
  'tpot.p95': ({ tpotP95Ms }) => tpotP95Ms,
  'error-rate': ({ errorShare }) => errorShare,
  throughput: ({ completedPerSecond }) => completedPerSecond,
};

/** Limits on what a step does not tell hold back none. */
function meets(step: ConcurrencyStep, { metric, limit }: SloLimit): boolean {
  const value = readings[metric]?.(step) ?? null;
  return value === null || (metrics[metric].betterIs === 'lower' ? value <= limit : value >= limit);
}
