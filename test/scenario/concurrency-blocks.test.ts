import { expect, test } from 'vitest';
import { concurrencyBlock, nextConcurrency } from '../../src/scenario/index.ts';
import { countsOf, seeded, workloadOf } from './chance.ts';

/** Tried in this order, a number that the server had no room for with an exclamation mark; the most; what is tried next. */
test.each<[string, number, number | undefined]>([
  ['', 64, 1],
  ['1', 64, 2],
  ['1 2 4', 64, 8],
  ['1 2 4', 6, 6],
  ['1 2 4 6', 6, undefined],
  ['1', 1, undefined],
  // Nothing lies between.
  ['1!', 64, undefined],
  ['1 2!', 64, undefined],
  ['1 2 4!', 64, 3],
  ['1 2 4! 3', 64, undefined],
  ['1 2 4! 3!', 64, undefined],
  ['1 2 4 8 16!', 64, 12],
  ['1 2 4 8 16! 12', 64, 14],
  ['1 2 4 8 16! 12!', 64, 10],
  // Twice is enough.
  ['1 2 4 8 16! 12! 10', 64, undefined],
  ['1 2 4 8 16! 12 14', 64, undefined],
])('after %j of at most %i come %s', (written, most, next) => {
  const tried = written
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => ({ concurrency: Number.parseInt(each, 10), exhausted: each.endsWith('!') }));
  expect(nextConcurrency(tried, most)).toBe(next);
});

const workload = workloadOf([60, 30, 10]);
const request = { kind: 'long-context', index: 3, concurrency: 8, stepMs: 10_000 } as const;

test.each<[string, { concurrency: number; p95Ms: number | null } | undefined, number, number]>([
  ['nothing is known: all counts', undefined, 0, 10_000],
  ['nothing was answered', { concurrency: 4, p95Ms: null }, 0, 10_000],
  ['answers are quick', { concurrency: 4, p95Ms: 50 }, 1_000, 10_000],
  ['three answers take longer', { concurrency: 4, p95Ms: 2_000 }, 4_000, 12_000],
  ['answers take too long', { concurrency: 4, p95Ms: 20_000 }, 40_000 / 3, 40_000],
  ['more users were before', { concurrency: 16, p95Ms: 8_000 }, 4_000, 12_000],
])('a step lasts as long as it needs where %s', (_, before, leadInMs, durationMs) => {
  const block = concurrencyBlock({ ...request, ...(before && { before }) }, workload, seeded(1));
  expect(block).toMatchObject({ scenario: 'long-context', index: 3, leadInMs, durationMs });
  expect(block.arrivals).toMatchObject({
    kind: 'closed',
    loop: { concurrency: 8, maximumMs: leadInMs + durationMs },
  });
});

test('a step is of one class alone, or of all, and bears the setting of the server', () => {
  const classesOf = (classIndex?: number) => {
    const whole = {
      ...request,
      stepMs: 100,
      variant: 'eager',
      ...(classIndex !== undefined && { classIndex }),
    };
    const { arrivals, variant } = concurrencyBlock(whole, workload, seeded(1));
    expect(variant).toBe('eager');
    return arrivals.kind === 'closed' ? countsOf(workload, arrivals.loop.itemIndex) : [];
  };
  expect(classesOf(2)).toEqual([0, 0, 800]);
  expect(classesOf()).toEqual([480, 240, 80]);
});
