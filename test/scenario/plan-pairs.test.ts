import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import { describePairs, ordersOfPairs, planBaselineBlocks, planPairs } from '../../src/scenario/index.ts';
import type { PairsRequest } from '../../src/scenario/index.ts';
import { seeded } from './chance.ts';

/** A pair takes 10 s, a restart nothing. */
const time: PairsRequest = {
  remainingMs: 80_000,
  blockMs: 3_500,
  leadInMs: 500,
  switchMs: 1_000,
  restartMs: 0,
  restartEveryPairs: 6,
  maximumPairs: 36,
};

function errorOf(action: () => unknown): SluiceError {
  try {
    action();
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  throw new TypeError('nothing was thrown');
}

test.each([
  [60, [6]],
  [79, [7]],
  [80, [8]],
  [90, [9]], // 8 is within 15 % of 9
  [100, [8, 10]],
  [120, [8, 12]],
  [130, [8, 13]], // 12 is within 15 % of 13
  [150, [8, 12, 15]],
  [200, [8, 12, 20]], // 18 is within 15 % of 20
  [260, [8, 12, 18, 26]],
  [300, [8, 12, 18, 30]],
  [360, [8, 12, 18, 26, 36]],
  [9_000, [8, 12, 18, 26, 36]],
])('%i s hold the looks %j', (seconds, looks) => {
  const plan = planPairs({ ...time, remainingMs: seconds * 1000 });
  expect(plan.looks).toEqual(looks);
  expect(plan.maximumPairs).toBe(looks.at(-1));
  expect(plan.estimateMs).toEqual({
    earliest: (looks[0] ?? 0) * 10_000,
    latest: (looks.at(-1) ?? 0) * 10_000,
  });
});

test('restarts cost time between groups of pairs and none after the last', () => {
  const request = { ...time, restartMs: 15_000, restartEveryPairs: 6 };
  expect(planPairs({ ...request, remainingMs: 60_000 }).maximumPairs).toBe(6);
  expect(planPairs({ ...request, remainingMs: 84_999 }).maximumPairs).toBe(6);
  expect(planPairs({ ...request, remainingMs: 85_000 }).maximumPairs).toBe(7);
  expect(planPairs({ ...request, remainingMs: 85_000, restartEveryPairs: 0 }).maximumPairs).toBe(8);
});

test('the plan never takes more time than is left', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60_000, max: 3_600_000 }),
      fc.integer({ min: 0, max: 3_000 }),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 6, max: 100 }),
      (remainingMs, restartMs, restartEveryPairs, maximumPairs) => {
        const plan = planPairs({
          ...time,
          remainingMs: remainingMs + 36_000,
          restartMs,
          restartEveryPairs,
          maximumPairs,
        });
        expect(plan.estimateMs.latest).toBeLessThanOrEqual(remainingMs + 36_000);
        expect(plan.maximumPairs).toBeLessThanOrEqual(maximumPairs);
        expect(plan.looks.at(-1)).toBe(plan.maximumPairs);
        expect(plan.looks).toEqual([...new Set(plan.looks)].sort((a, b) => a - b));
      },
    ),
  );
});

test('fewer than 6 pairs are refused, with the budget that is needed', () => {
  const error = errorOf(() => planPairs({ ...time, remainingMs: 45_000 }));
  expect(error.code).toBe('budget-too-short');
  expect(error.fact).toContain('45 s of the budget are left');
  expect(error.fact).toContain('6 pairs');
  expect(error.fact).toContain('60 s');
  expect(error.remedy).toContain('15 s');
  expect(errorOf(() => planPairs({ ...time, remainingMs: -5 })).remedy).toContain('60 s');
  expect(errorOf(() => planPairs({ ...time, maximumPairs: 5 })).code).toBe('budget-too-short');
});

test.each([
  [18, 8, 100_000, 290_000, 'up to 18 pairs, looks after 8, 12 and 18, verdict between 100 s and 5 minutes'],
  [18, 8, 130_000, 290_000, 'up to 18 pairs, looks after 8, 12 and 18, verdict between 3 and 5 minutes'],
  [18, 8, 60_000, 90_000, 'up to 18 pairs, looks after 8, 12 and 18, verdict between 60 and 90 s'],
  [6, 6, 62_000, 62_000, 'up to 6 pairs, one look after 6, verdict in about 62 s'],
])('up to %i pairs are described', (maximumPairs, first, earliest, latest, text) => {
  const looks = first === maximumPairs ? [first] : [8, 12, 18];
  expect(describePairs({ maximumPairs, looks, estimateMs: { earliest, latest } })).toBe(text);
});

test.each([
  [36_000, 6],
  [100_000, 16],
  [144_000, 24],
  [900_000, 24],
])('%i ms hold %i blocks of one arm', (remainingMs, blocks) => {
  expect(planBaselineBlocks({ remainingMs, blockMs: 5_000, leadInMs: 1_000 })).toBe(blocks);
});

test('blocks of sessions go on after their end, which takes budget as well', () => {
  const time = { remainingMs: 100_000, blockMs: 5_000, leadInMs: 1_000 };
  expect(planBaselineBlocks({ ...time, tailMs: 4_000 })).toBe(10);
  expect(errorOf(() => planBaselineBlocks({ ...time, tailMs: 11_000 })).fact).toContain('take 102 s');
});

test('what is left is never told as much as what is needed', () => {
  for (const remainingMs of [59_400, 59_999]) {
    expect(errorOf(() => planPairs({ ...time, remainingMs })).fact).toMatch(/^59 s of .* take 60 s\.$/);
  }
  const minutes = { ...time, blockMs: 14_500, remainingMs: 191_000 };
  expect(errorOf(() => planPairs(minutes)).fact).toMatch(/^3 minutes of .* take 4 minutes\.$/);
});

test('a share of the budget is kept to, but for the fewest blocks that can be judged', () => {
  const time = { remainingMs: 90_000, blockMs: 5_000, leadInMs: 1_000 };
  expect(planBaselineBlocks({ ...time, shareMs: 60_000 })).toBe(10);
  expect(planBaselineBlocks({ ...time, shareMs: 20_000 })).toBe(6);
  expect(planBaselineBlocks({ ...time, mostBlocks: 8 })).toBe(8);
});

test('fewer than 6 blocks of one arm are refused', () => {
  const error = errorOf(() => planBaselineBlocks({ remainingMs: 35_999, blockMs: 5_000, leadInMs: 1_000 }));
  expect(error).toMatchObject({ code: 'budget-too-short' });
});

test('the order of the arms is balanced in every two pairs, drawn, and the same for the same chance', () => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), fc.integer(), (pairs, seed) => {
      const orders = ordersOfPairs(pairs, seeded(seed));
      expect(orders).toHaveLength(pairs);
      expect(ordersOfPairs(pairs, seeded(seed))).toEqual(orders);
      for (let pair = 0; pair + 1 < pairs; pair += 2) {
        expect([orders[pair]?.[0], orders[pair + 1]?.[0]].sort()).toEqual(['base', 'candidate']);
      }
      for (const order of orders) expect([...order].sort()).toEqual(['base', 'candidate']);
    }),
  );
});

test('neither order is preferred', () => {
  const random = seeded(1);
  const baseFirst = Array.from({ length: 1000 }, () => ordersOfPairs(1, random)[0]?.[0]).filter(
    (arm) => arm === 'base',
  );
  expect(baseFirst.length).toBeGreaterThan(420);
  expect(baseFirst.length).toBeLessThan(580);
});
