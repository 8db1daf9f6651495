import { appendRun, startBaseline, writeBaseline, type BaselineFile } from '../../src/baseline/index.ts';
import type { RunStatistics } from '../../src/model/baseline.ts';
import type { MetricId } from '../../src/model/metric.ts';
import type { Environment } from '../../src/model/run.ts';
import { environment as machine } from '../baseline/baselines.ts';
import { normalDraws } from '../stats/draws.ts';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface RecordedRuns {
  suite?: string;
  environment?: Partial<Environment>;
  count: number;
  /** Run-to-run spread. */
  spread?: number;
  /** Factor on every time of a run; 1 where absent. */
  factor?: (run: number) => number;
  /** What else a run is, for example its release or its plan. */
  change?: (run: number, statistics: RunStatistics) => RunStatistics;
  streams?: boolean;
}

const timings: [MetricId, number][] = [
  ['latency.p50', 41],
  ['latency.p95', 92],
  ['latency.p99', 150],
];
const streamed: [MetricId, number][] = [
  ['ttft.p50', 22],
  ['tpot.p50', 7],
];

/** Runs of one suite and environment, two a day, seeded. */
export function recordedRuns({
  suite = 'tickets',
  environment = {},
  count,
  spread = 0.015,
  factor = () => 1,
  change = (_, statistics) => statistics,
  streams = false,
}: RecordedRuns): RunStatistics[] {
  const normal = normalDraws(xoroshiro128plus(11));
  return Array.from({ length: count }, (_, run) => {
    const row = (id: MetricId, value: number) => ({
      id,
      class: 'all',
      logMean: id === 'error-rate' ? null : Math.log(value),
      value,
      units: 18,
      requests: 2412,
    });
    const noisy = (value: number) => value * Math.exp(spread * normal());
    return change(run, {
      schema: 'sluice.run-statistics/1',
      suite,
      provenance: {
        sluiceVersion: '0.1.0',
        measuredAt: new Date(Date.UTC(2026, 0, 1) + run * 43_200_000).toISOString(),
        commit: (run + 1).toString(16).padStart(40, 'a'),
        target: { kind: 'container', name: 'tickets:candidate', digest: `sha256:${'d'.repeat(64)}` },
        profile: 'pr',
        seed: 7,
        planHash: 'e'.repeat(64),
        workloadHash: 'f'.repeat(64),
        environment: { ...machine, ...environment },
      },
      metrics: [
        ...[...timings, ...(streams ? streamed : [])].map(([id, value]) =>
          row(id, noisy(value) * factor(run)),
        ),
        row('throughput', noisy(23.5) / factor(run)),
        row('error-rate', 0),
      ],
    });
  });
}

/** As the gate records them, thinning included. */
export async function recordRuns(directory: string, runs: readonly RunStatistics[]): Promise<string> {
  const file = runs.reduce<BaselineFile | undefined>(
    (grown, run) => (grown ? appendRun(grown, run) : startBaseline(run)),
    undefined,
  );
  if (!file) throw new Error('No run to record.');
  return writeBaseline(directory, file);
}
