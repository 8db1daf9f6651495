import { describe, expect, it } from 'vitest';
import type { Telemetry } from '../../src/model/telemetry.ts';
import { summariseRun } from '../../src/verdict/index.ts';
import { spansOf, telemetryTraits } from '../../src/verdict/traits/telemetry.ts';
import { makeRun } from './runs.ts';

const origin = 1_700_000_000_000;

const runWith = (series: Telemetry['series'], atMs: number[]) => ({
  ...makeRun('candidate', { blocks: 3 }),
  telemetry: { originEpochMs: origin, atMs, series },
});
const span = (fromMs: number, toMs: number) => ({ fromEpochMs: origin + fromMs, toEpochMs: origin + toMs });

describe('what was sampled within spans of time', () => {
  const run = runWith(
    {
      'server.waiting': [0, 2, 4, null, 9, 50],
      'server.prompt-tokens': [0, 100, 400, null, 1000, 1100],
      'gpu.busy': [null, null, null, null, null, 0.5],
    },
    [0, 1000, 2000, 3000, 4000, 10_000],
  );

  it('is of a gauge its mean and most, of a counter its increase a second', () => {
    expect(telemetryTraits(run, [span(1000, 4000)])).toEqual([
      { id: 'server.waiting', mean: 5, most: 9 },
      // 900 in 3 s; from the second to the third 300 in 1 s, then 600 in 2 s.
      { id: 'server.prompt-tokens', mean: 300, most: 300 },
    ]);
  });

  it('is not what happened between two spans', () => {
    expect(telemetryTraits(run, [span(0, 1500), span(3500, 10_000)])).toEqual([
      { id: 'server.waiting', mean: 15.25, most: 50 },
      { id: 'server.prompt-tokens', mean: expect.closeTo(200 / 7, 9), most: 100 },
      { id: 'gpu.busy', mean: 0.5, most: 0.5 },
    ]);
  });

  it('is nothing where nothing was sampled, and no rate of a single sample', () => {
    expect(telemetryTraits(run, [])).toEqual([]);
    expect(telemetryTraits(makeRun('base'), [span(0, 10_000)])).toEqual([]);
    expect(telemetryTraits(run, [span(2900, 3100)])).toEqual([]);
    expect(telemetryTraits(run, [span(1900, 2100)])).toEqual([{ id: 'server.waiting', mean: 4, most: 4 }]);
  });

  it('takes the spans of the blocks that match', () => {
    const [first, , third] = run.blocks;
    expect(spansOf(run, ({ index }) => index !== 1)).toEqual(
      [first!, third!].map(({ startedAtEpochMs, durationMs }) => ({
        fromEpochMs: startedAtEpochMs,
        toEpochMs: startedAtEpochMs + durationMs,
      })),
    );
  });
});

describe('the telemetry in the summary of a run', () => {
  it('stands in the time of the timeline', () => {
    const run = runWith({ 'server.waiting': [1, 2] }, [0, 500]);
    expect(summariseRun(run, origin - 2000).telemetry).toEqual({
      atSeconds: [2, 2.5],
      series: { 'server.waiting': [1, 2] },
    });
    expect(summariseRun(makeRun('candidate')).telemetry).toBeUndefined();
  });

  it('has at most 600 points a series', () => {
    const count = 4000;
    const run = runWith(
      {
        'server.waiting': Array.from({ length: count }, (_, i) => i % 7),
        'server.prompt-tokens': Array.from({ length: count }, (_, i) => 10 * i),
      },
      Array.from({ length: count }, (_, i) => 333 * i),
    );
    const { atSeconds, series } = summariseRun(run, origin).telemetry!;
    expect(atSeconds.length).toBe(572);
    expect(atSeconds.at(-1)).toBeCloseTo((333 * 3999) / 1000, 9);
    expect(series['server.prompt-tokens']!.at(-1)).toBe(39_990);
    // Seven at a time.
    expect(new Set(series['server.waiting']!.slice(0, -1))).toEqual(new Set([3]));
  });
});
