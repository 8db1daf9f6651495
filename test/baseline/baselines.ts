import type { MetricStatistic, RunStatistics } from '../../src/model/baseline.ts';
import type { Acceptance } from '../../src/model/history.ts';
import type { Environment } from '../../src/model/run.ts';

export const environment: Environment = {
  fingerprint: '3f9a2c417be0',
  cpuModel: 'AMD EPYC 7763 64-Core Processor',
  cores: 4,
  memoryGiB: 15.6,
  gpus: [],
  kernel: '6.11.0-1018-azure',
  runnerImage: 'ubuntu24-20260915.1',
  nodeVersion: 'v24.9.0',
};

export const accepted: Acceptance = {
  pullRequest: 41,
  by: 'ada',
  why: 'the larger model answers better',
  acceptedAt: '2026-01-02T03:04:05Z',
};

const row = (id: MetricStatistic['id'], name: string, value: number): MetricStatistic => ({
  id,
  class: name,
  logMean: id === 'error-rate' ? null : Math.log(value),
  value,
  units: 18,
  requests: 2412,
});

/** A run as the example's gate records it: all requests and four classes. */
export function runOf(day: number, change: Partial<RunStatistics['provenance']> = {}): RunStatistics {
  const names = ['all', 'short', 'medium', 'long', 'very-long'];
  return {
    schema: 'sluice.run-statistics/1',
    suite: 'tickets',
    provenance: {
      sluiceVersion: '0.1.0',
      measuredAt: new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString(),
      commit: 'c'.repeat(40),
      target: { kind: 'container', name: 'tickets:candidate', digest: `sha256:${'d'.repeat(64)}` },
      profile: 'pr',
      seed: 7,
      planHash: 'e'.repeat(64),
      workloadHash: 'f'.repeat(64),
      environment,
      ...change,
    },
    metrics: names.flatMap((name, i) => [
      row('latency.p50', name, 12.3456789 + i + day / 1000),
      row('latency.p95', name, 34.5678912 + i),
      row('latency.p99', name, 56.7891234 + i),
      row('throughput', name, 23.4567891 + i),
      row('error-rate', name, 0.000123456),
      row('slow-rate', name, 0.00123456),
    ]),
  };
}
