import { expect, test } from 'vitest';
import type { SpikePlan, SteadyPlan } from '../../src/model/scenario.ts';
import { mostRequestsPerBlock } from '../../src/model/schedule.ts';
import { spikeBlocks, steadyBlock, steadyCourse } from '../../src/scenario/index.ts';
import { countsOf, loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const workload = workloadOf([6, 3, 1]);
const spike: SpikePlan = { kind: 'spike', heights: [3, 2], beforeMs: 10_000, holdMs: 5_000, afterMs: 20_000 };

test.each(['poisson', 'constant'] as const)(
  'a spike goes in one piece from the mixed rate to a multiple of the expected one and back (%s)',
  (arrivals) => {
    const blocks = spikeBlocks(spike, loadOf({ arrivals }), workload, seeded(1));
    expect(blocks.map(({ variant }) => variant)).toEqual(['200 %', '300 %']);
    expect(blocks.map(({ index }) => index)).toEqual([0, 3]);
    for (const [number, block] of blocks.entries()) {
      const height = 2 + number;
      expect(block).toMatchObject({ scenario: 'spike', leadInMs: 0, durationMs: 35_000 });
      expect(block.parts).toEqual([
        { index: 3 * number, startMs: 0, durationMs: 10_000, ratePerSecond: 12, phase: 'before' },
        {
          index: 3 * number + 1,
          startMs: 10_000,
          durationMs: 5_000,
          ratePerSecond: 20 * height,
          phase: 'during',
        },
        { index: 3 * number + 2, startMs: 15_000, durationMs: 20_000, ratePerSecond: 12, phase: 'after' },
      ]);
      const { dueAtMs, itemIndex } = scheduleOf(block);
      expect(dueAtMs).toEqual(dueAtMs.toSorted());
      let first = 0;
      for (const [share, part] of [120, 100 * height, 240].map(
        (count, i) => [count, block.parts![i]!] as const,
      )) {
        const inPart = dueAtMs.filter((atMs) => atMs > part.startMs && atMs < part.startMs + part.durationMs);
        expect(inPart).toHaveLength(share);
        expect(countsOf(workload, itemIndex.slice(first, first + share))).toEqual(
          [0.6, 0.3, 0.1].map((of) => Math.round(of * share)),
        );
        first += share;
      }
      expect(dueAtMs).toHaveLength(first);
    }
  },
);

test('the seed decides everything about a spike', () => {
  const draw = (seed: number) =>
    spikeBlocks(spike, loadOf({}), workload, seeded(seed)).map((block) => [...scheduleOf(block).dueAtMs]);
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('no part of a spike is empty', () => {
  const load = loadOf({ expectedRatePerSecond: 0.05, mixedRatePerSecond: 0.03 });
  for (const block of spikeBlocks(spike, load, workload, seeded(1)))
    expect(scheduleOf(block).dueAtMs).toHaveLength(3);
});

const soak = (durationMs: number, blockMs = 10_000): SteadyPlan => ({
  kind: 'soak',
  durationMs,
  blockMs,
  level: { kind: 'rate', ratePerSecond: 12 },
});
const minuteMs = 60_000;

test.each([
  // Asked for, and as long as it takes.
  [10 * minuteMs, 12, { blocks: 58, blockMs: 10_000, leadInMs: 1_000 }],
  // A day has no more blocks than an hour.
  [24 * 60 * minuteMs, 12, { blocks: 359, blockMs: 240_000, leadInMs: 1_000 }],
  // Ten requests at least.
  [10 * minuteMs, 0.2, { blocks: 11, blockMs: 50_000, leadInMs: 1_000 }],
  // One block is all there is time for.
  [3_000, 12, { blocks: 1, blockMs: 3_000, leadInMs: 300 }],
  // What fits into memory.
  [24 * 60 * minuteMs, 100_000, { blocks: 4256, blockMs: mostRequestsPerBlock / 100, leadInMs: 1_000 }],
])('a steady load of %d ms at %f requests a second is cut into blocks', (durationMs, rate, course) => {
  expect(steadyCourse(soak(durationMs), rate)).toEqual({ ratePerSecond: rate, ...course });
});

test('a block of a steady load has its exact number of requests, drawn from the seed', () => {
  const course = steadyCourse(soak(10 * minuteMs), 12);
  const draw = (seed: number) =>
    steadyBlock({
      scenario: 'soak',
      index: 7,
      course,
      load: loadOf({ arrivals: 'poisson' }),
      workload,
      random: seeded(seed),
    });
  const block = draw(1);
  expect(block).toMatchObject({
    scenario: 'soak',
    index: 7,
    leadInMs: 1_000,
    durationMs: 9_000,
    ratePerSecond: 12,
  });
  expect(scheduleOf(block).dueAtMs.filter((atMs) => atMs >= 1_000)).toHaveLength(108);
  expect(draw(1)).toEqual(block);
  expect(draw(2)).not.toEqual(block);
});
