import { expect, test } from 'vitest';
import { mergeSamples } from '../../src/model/merge-samples.ts';
import { recordTelemetry } from '../../src/telemetry/index.ts';

const origin = 1_700_000_000_000;

test('samples stand in the order of time, with nothing where nothing was known', () => {
  const recorder = recordTelemetry();
  recorder.add(origin, { 'target.cpu': 0.5 });
  recorder.add(origin + 333, { 'target.cpu': 1.23456, 'server.waiting': 3 });
  recorder.add(origin + 400, {});
  recorder.add(origin + 300, { 'server.waiting': 4 });
  recorder.name('vllm');
  expect(recorder.telemetry).toEqual({
    originEpochMs: origin,
    // A wall clock that is set back.
    atMs: [0, 333, 333],
    series: { 'target.cpu': [0.5, 1.235, null], 'server.waiting': [null, 3, 4] },
    preset: 'vllm',
  });
});

test('counters begin at 0, never fall, and go on after a restart of the target', () => {
  const recorder = recordTelemetry();
  const add = (second: number, tokens: number) =>
    recorder.add(origin + 1000 * second, { 'server.prompt-tokens': tokens });
  add(0, 5000);
  add(1, 5100.4);
  // It was restarted by somebody else, and counted 30 since.
  add(2, 30);
  recorder.restarted();
  // By us, and it counted more than before already.
  add(3, 90);
  add(4, 100);
  expect(recorder.telemetry?.series['server.prompt-tokens']).toEqual([0, 100, 130, 220, 230]);
});

test('over ten hours, memory stays bounded, samples stay even, and what they add up to stays right', () => {
  const recorder = recordTelemetry();
  const hours = 10;
  const count = hours * 3600 * 3;
  for (let i = 0; i < count; i++)
    recorder.add(origin + (i * 1000) / 3, {
      // A leak of 1 MB a minute.
      'target.memory': 2e9 + (i / 180) * 1e6,
      'server.generated-tokens': i * 7,
      'server.waiting': i % 2,
    });
  const { atMs, series } = recorder.telemetry!;
  expect(atMs.length).toBeGreaterThan(1000);
  expect(atMs.length).toBeLessThanOrEqual(4000);
  const gaps = atMs.slice(1).map((time, i) => time - atMs[i]!);
  expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(1.01);
  expect(atMs.at(-1)).toBeGreaterThan((hours * 3600 - 60) * 1000);
  // 7 tokens three times a second.
  const tokens = series['server.generated-tokens']!;
  expect((tokens.at(-1)! - tokens[0]!) / ((atMs.at(-1)! - atMs[0]!) / 1000)).toBeCloseTo(21, 2);
  expect(new Set(series['server.waiting'])).toEqual(new Set([0.5]));
  const memory = series['target.memory']! as number[];
  const perMinute = (memory.at(-1)! - memory[0]!) / ((atMs.at(-1)! - atMs[0]!) / 60_000);
  expect(perMinute / 1e6).toBeCloseTo(1, 2);
  expect(memory.every((value, i) => i === 0 || value >= memory[i - 1]!)).toBe(true);
});

test('after it was halved, the samples of one block are not kept as one with those of the next', () => {
  const recorder = recordTelemetry(8);
  const add = (second: number, value: number) =>
    recorder.add(origin + 1000 * second, { 'server.waiting': value });
  for (let second = 0; second < 8; second++) add(second, 1);
  add(8, 3);
  recorder.pause();
  add(100, 9);
  add(101, 7);
  expect(recorder.telemetry).toMatchObject({
    atMs: [1000, 3000, 5000, 7000, 8000, 101_000],
    series: { 'server.waiting': [1, 1, 1, 1, 3, 8] },
  });
});

test('neighbours become one: gauges by the mean of what is known, counters by their last value', () => {
  expect(
    mergeSamples(
      {
        atMs: [0, 10, 20, 30, 40],
        series: {
          'server.waiting': [1, 2, null, null, 5],
          'server.preemptions': [0, 1, 4, null, 9],
        },
      },
      2,
    ),
  ).toEqual({
    atMs: [10, 30, 40],
    series: { 'server.waiting': [1.5, null, 5], 'server.preemptions': [1, 4, 9] },
  });
});
