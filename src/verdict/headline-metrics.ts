import type { MetricId } from '../model/metric.ts';

/** What a history is told by, over all requests. Those of streams are there only where the server streams. */
export const headlineMetrics: readonly MetricId[] = [
  'latency.p50',
  'latency.p95',
  'ttft.p50',
  'tpot.p50',
  'throughput',
];
