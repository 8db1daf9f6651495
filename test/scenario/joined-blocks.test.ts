import { expect, test } from 'vitest';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { joinBlocks } from '../../src/scenario/index.ts';

const block = (index: number, leadInMs: number, dueAtMs: number[]): BlockPlan => ({
  scenario: 'mixed',
  index,
  leadInMs,
  durationMs: 1000,
  ratePerSecond: 2,
  arrivals: {
    kind: 'open',
    schedule: { dueAtMs: Float64Array.from(dueAtMs), itemIndex: Uint32Array.from(dueAtMs, (_, i) => i) },
  },
});

test('joined blocks are one load with a part for each, and every request at its time in it', () => {
  const joined = joinBlocks([block(0, 500, [100, 600, 1400]), block(1, 0, [10, 990]), block(2, 0, [500])]);
  expect(joined).toMatchObject({ leadInMs: 500, durationMs: 3000, ratePerSecond: 2 });
  expect(joined.parts).toEqual([
    { index: 0, startMs: 500, durationMs: 1000, ratePerSecond: 2 },
    { index: 1, startMs: 1500, durationMs: 1000, ratePerSecond: 2 },
    { index: 2, startMs: 2500, durationMs: 1000, ratePerSecond: 2 },
  ]);
  expect(joined.arrivals).toEqual({
    kind: 'open',
    schedule: {
      dueAtMs: Float64Array.from([100, 600, 1400, 1510, 2490, 3000]),
      itemIndex: Uint32Array.from([0, 1, 2, 0, 1, 0]),
    },
  });
});

test('only open loops are joined, and at least one', () => {
  expect(() => joinBlocks([])).toThrow('no blocks');
  const loop = { concurrency: 1, itemIndex: new Uint32Array(1), maximumMs: 10 };
  expect(() => joinBlocks([{ ...block(0, 0, []), arrivals: { kind: 'closed', loop } }])).toThrow(
    'open loops',
  );
});
