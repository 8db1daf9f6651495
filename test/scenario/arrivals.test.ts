import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantArrivals, drawArrivals, poissonArrivals } from '../../src/scenario/index.ts';
import { seeded } from './chance.ts';

const rates = fc.double({ min: 0.1, max: 2_000, noNaN: true });
const durations = fc.integer({ min: 1, max: 5_000 });

test.each(['constant', 'poisson'] as const)(
  '%s arrivals ascend, lie in the block, and are exactly rate times duration',
  (kind) => {
    fc.assert(
      fc.property(rates, durations, fc.integer(), (rate, durationMs, seed) => {
        const atMs = drawArrivals(kind, rate, durationMs, seeded(seed));
        expect(atMs).toHaveLength(Math.round((rate * durationMs) / 1000));
        expect(atMs).toEqual(atMs.toSorted());
        for (const each of atMs) expect(each >= 0 && each < durationMs).toBe(true);
      }),
      { numRuns: 50 },
    );
  },
);

test('constant arrivals are equally far apart', () => {
  expect([...constantArrivals(4, 1000)]).toEqual([125, 375, 625, 875]);
  expect([...constantArrivals(4, 100)]).toEqual([]);
});

test('poisson arrivals are the same for the same chance and others for another', () => {
  expect(poissonArrivals(50, 1000, seeded(1))).toEqual(poissonArrivals(50, 1000, seeded(1)));
  expect(poissonArrivals(50, 1000, seeded(1))).not.toEqual(poissonArrivals(50, 1000, seeded(2)));
});

test('the gaps of poisson arrivals are as wide as a Poisson process makes them', () => {
  const atMs = poissonArrivals(1000, 20_000, seeded(9));
  const gaps = [...atMs].slice(1).map((each, i) => each - (atMs[i] ?? 0));
  // Exponential with a mean of 1 ms: 36.8 % of the gaps are longer than the mean, 13.5 % than twice the mean.
  const longerThan = (gapMs: number) => gaps.filter((gap) => gap > gapMs).length / gaps.length;
  expect(longerThan(1)).toBeCloseTo(Math.exp(-1), 1.5);
  expect(longerThan(2)).toBeCloseTo(Math.exp(-2), 1.5);
});
