import { expect, onTestFinished, test } from 'vitest';
import { metricsOf } from '../../src/export/tracking/metrics.ts';
import { trackedRunOf } from '../../src/export/tracking/tracked-run.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { exportInput, withRamp } from '../support/export-input.ts';
import { failInput, firstRunInput, invalidInput, noSuccessInput } from '../support/report-inputs.ts';

function inputOf(report?: ReportInput) {
  const input = exportInput(report);
  onTestFinished(input.remove);
  return input;
}

test('numbers of the verdict are told as they stand in it, with interval and smallest change', () => {
  const report = failInput();
  const metrics = metricsOf(report);
  const p50 = report.verdict.metrics.find((each) => each.id === 'latency.p50' && each.class === 'long')!;
  expect([
    metrics.get('long/latency.p50_ms'),
    metrics.get('base/long/latency.p50_ms'),
    metrics.get('change/long/latency.p50'),
    metrics.get('change/long/latency.p50.low'),
    metrics.get('change/long/latency.p50.high'),
    metrics.get('detectable/long/latency.p50'),
  ]).toEqual([p50.candidate, p50.base, p50.effect, ...p50.interval!, p50.mde]);
  expect(metrics.get('limits/latency.p95_ms')).toBe(500);
  expect(metrics.get('limits/latency.p95.met')).toBe(1);
  expect(metrics.get('all/throughput_per_second')).toBe(8);
});

test('what the verdict does not judge is told of all requests together, unless too few stand behind it', () => {
  const report = failInput();
  const all = report.candidate.mixed[0]!;
  all.ttftMs = { p50: 20, p95: 40, p99: 90, p95Sufficient: true, p99Sufficient: false };
  const metrics = metricsOf(report);
  expect([metrics.get('all/ttft.p50_ms'), metrics.get('all/ttft.p95_ms')]).toEqual([20, 40]);
  expect(metrics.has('all/ttft.p99_ms')).toBe(false);
  expect(metrics.get('all/requests')).toBe(all.attempted);
});

test('without a verdict on metrics the measured numbers are there all the same', () => {
  const { verdict, ...rest } = failInput();
  const metrics = metricsOf({ ...rest, verdict: { ...verdict, mode: 'slo', metrics: [] } });
  expect(metrics.get('short/latency.p50_ms')).toBeGreaterThan(0);
  expect([...metrics.keys()].filter((name) => name.startsWith('change/'))).toEqual([]);
});

test('capacity and knee are told with their bounds', () => {
  const metrics = metricsOf(withRamp(failInput()));
  expect([
    metrics.get('capacity/requests_per_second'),
    metrics.get('capacity/requests_per_second.low'),
    metrics.get('capacity/knee_requests_per_second.high'),
    metrics.get('capacity/breaking_requests_per_second'),
  ]).toEqual([30, 28, 33, 40]);
});

test.each([
  ['nothing was measured', invalidInput],
  ['nothing succeeded', noSuccessInput],
  ['there is no base', firstRunInput],
])('every number is finite and every text is filled where %s', (_, report) => {
  const run = trackedRunOf(inputOf(report()));
  expect([...run.metrics.values()].every(Number.isFinite)).toBe(true);
  expect(Object.values({ ...run.parameters, ...run.labels }).every((text) => text !== '')).toBe(true);
  expect(run.series.every(({ points }) => points.every(({ atMs }) => Number.isFinite(atMs)))).toBe(true);
});

test('a ramp is a curve over its rates, and the blocks of each other scenario are one in time', () => {
  const { series } = trackedRunOf(inputOf());
  expect(series.map(({ group, points }) => [group, points.length])).toEqual([
    ['ramp', 8],
    ['blocks/mixed', 12],
  ]);
  const rates = series[0]!.points.map(({ values }) => values.requests_per_second);
  expect(rates).toEqual([4, 8, 12, 16, 20, 26, 32, 40]);
  const times = series[1]!.points.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('of a day of blocks at most a thousand points are told, from its beginning to its end', () => {
  const report = failInput();
  const [point] = report.candidate.timeline.slice(-1);
  report.candidate.timeline = Array.from({ length: 2500 }, (_, index) => ({
    ...point!,
    index,
    atSeconds: index,
  }));
  const points = trackedRunOf(inputOf(report)).series.find(({ group }) => group === 'blocks/mixed')!.points;
  expect(points).toHaveLength(834);
  expect(points.at(-1)!.atMs - points[0]!.atMs).toBe(2499_000);
});

test('a run is told apart by its commit, its profile and its pull request', () => {
  const input = inputOf();
  expect(trackedRunOf(input).name).toBe('9b41aa0 pr, pull request 12');
  expect(trackedRunOf({ ...input, origin: {} }).name).toBe('9b41aa0 pr');
  expect(trackedRunOf(input).labels).toMatchObject({
    'sluice.verdict': 'fail',
    'sluice.image': 'ticket-routing:candidate',
    'sluice.image_digest': `sha256:${'c7'.repeat(32)}`,
    'sluice.base_image_digest': `sha256:${'4d'.repeat(32)}`,
    'sluice.branch': 'faster-tokenizer',
  });
});
