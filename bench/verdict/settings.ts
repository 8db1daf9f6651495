import { metricIds, metrics } from '../../src/model/metric.ts';
import type { MetricId } from '../../src/model/metric.ts';
import type { GatedMetric, GatePlan } from '../../src/model/plan.ts';
import type { ModelName } from './simulator/workloads.ts';

/** What the gate does by default, at a tolerance of 5 %. */
export function gateFor(model: ModelName): GatePlan {
  const all = (...ids: MetricId[]): GatedMetric[] => ids.map((metric) => ({ metric, classes: 'all' }));
  const each: GatedMetric = { metric: 'latency.p50', classes: 'each' };
  const always = all('throughput', 'error-rate', 'slow-rate');
  return {
    falseAlarm: 0.01,
    tolerance: limits(0.05, 0.002),
    detect: limits(0.1, 0.004),
    metrics:
      model === 'llm'
        ? [...all('latency.p50', 'latency.p95', 'ttft.p50', 'ttft.p95', 'tpot.p50'), each, ...always]
        : [...all('latency.p50', 'latency.p95', 'latency.p99'), each, ...always],
  };
}

/** The default with TTFT p50 of each class as well, which request by request sees what changed for one class alone. */
export function classTtftGateFor(model: ModelName): GatePlan {
  const gate = gateFor(model);
  return model === 'llm'
    ? { ...gate, metrics: [...gate.metrics, { metric: 'ttft.p50', classes: 'each' }] }
    : gate;
}

/** Everything that can be gated, each class by itself: up to 30 metrics, for which the false-alarm bar holds as well. */
export function wideGateFor(model: ModelName): GatePlan {
  const timings = metricIds.filter((id) => {
    const { kind } = metrics[id];
    return kind.kind === 'quantile' && (model === 'llm' || kind.of === 'latency');
  });
  const both = [...timings, 'error-rate' as const].flatMap((metric): GatedMetric[] => [
    { metric, classes: 'all' },
    { metric, classes: 'each' },
  ]);
  const rest: MetricId[] = ['throughput', 'slow-rate'];
  return {
    ...gateFor(model),
    metrics: [...both, ...rest.map((metric) => ({ metric, classes: 'all' as const }))],
  };
}

function limits(relative: number, share: number): Record<MetricId, number> {
  const entries = metricIds.map((id) => [id, metrics[id].kind.kind === 'share' ? share : relative]);
  return Object.fromEntries(entries) as Record<MetricId, number>;
}

export const mostPairs = 36;
export const restartEveryPairs = 6;

/** Measured seconds of a block, and of a pair with the time to switch. */
export const blockSeconds = (model: ModelName): number => (model === 'llm' ? 10 : 5);
export const pairMinutes = (model: ModelName, seconds = blockSeconds(model)): number =>
  (2 * (seconds + 1)) / 60;
