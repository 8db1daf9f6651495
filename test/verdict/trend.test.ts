import { expect, test } from 'vitest';
import type { RunStatistics } from '../../src/model/baseline.ts';
import { buildTrend } from '../../src/verdict/trend.ts';
import { seeded } from '../stats/draws.ts';
import { recordedRuns, type RecordedRuns } from '../support/recorded-runs.ts';

function trendOf(options: RecordedRuns) {
  const runs = recordedRuns(options);
  const environment = runs[0]!.provenance.environment;
  const trend = buildTrend({ suite: 'tickets', environment, runs }, () => seeded(1));
  const series = (id: string) => trend.series.find((entry) => entry.id === id)!;
  return { trend, series };
}

const otherPlan = (run: RunStatistics): RunStatistics => ({
  ...run,
  provenance: { ...run.provenance, planHash: '0'.repeat(64) },
});

test('a step of 20 % is a change point of every time and of the throughput, with its size', () => {
  const { series } = trendOf({ count: 40, factor: (run) => (run < 20 ? 1 : 1.2) });
  for (const id of ['latency.p50', 'latency.p95', 'latency.p99']) {
    expect(series(id).levels).toMatchObject([
      { first: 0, last: 19 },
      { first: 20, last: 39 },
    ]);
    expect(series(id).levels[1]?.step).toBeCloseTo(0.2, 1);
  }
  expect(series('throughput').levels[1]?.step).toBeCloseTo(-1 / 6, 1);
  expect(series('error-rate').levels).toHaveLength(1);
});

test('a change of plan is no change point, and begins a stretch of its own', () => {
  const { trend, series } = trendOf({
    count: 40,
    factor: (run) => (run < 20 ? 1 : 2),
    change: (index, run) => (index < 20 ? otherPlan(run) : run),
  });
  expect(series('latency.p50').levels).toMatchObject([
    { stretch: 0, first: 0, last: 19 },
    { stretch: 1, first: 20, last: 39 },
  ]);
  expect(series('latency.p50').levels.every(({ step }) => step === undefined)).toBe(true);
  expect(trend.runs.flatMap(({ begins }, index) => (begins ? [[index, begins]] : []))).toEqual([
    [20, 'plan'],
  ]);
});

test('runs of two plans in turn are two series and not forty', () => {
  const { trend, series } = trendOf({
    count: 40,
    factor: (run) => (run % 2) + 1,
    change: (index, run) => (index % 2 ? otherPlan(run) : run),
  });
  expect(new Set(trend.runs.map(({ stretch }) => stretch)).size).toBe(2);
  expect(series('latency.p50').levels).toHaveLength(2);
});

test('an error rate that rises from 0 to 1 % is a change point in points', () => {
  const { series } = trendOf({
    count: 40,
    change: (index, run) => ({
      ...run,
      metrics: run.metrics.map((metric) =>
        metric.id === 'error-rate' && index >= 30 ? { ...metric, value: 0.01 } : metric,
      ),
    }),
  });
  expect(series('error-rate').levels[1]).toMatchObject({
    first: 30,
    step: expect.closeTo(0.01, 6) as number,
  });
});

test('the newest run is held against its level and against the release before it', () => {
  const { series } = trendOf({
    count: 30,
    spread: 0,
    factor: (run) => (run < 10 ? 1 : run < 29 ? 1.1 : 1.21),
    change: (index, run) => (index === 5 || index === 29 ? { ...run, release: `v${index}` } : run),
  });
  expect(series('latency.p50').sinceChange).toBeCloseTo(0.1, 6);
  expect(series('latency.p50').sinceRelease).toEqual({
    release: 'v5',
    effect: expect.closeTo(0.21, 6) as number,
  });
});

test('a metric that no run has is not told, and one run has no change', () => {
  const { trend, series } = trendOf({ count: 1 });
  expect(trend.series.map(({ id }) => id)).not.toContain('ttft.p50');
  expect(series('latency.p50')).toMatchObject({ sinceChange: null, sinceRelease: null });
});
