import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrawnArrivals } from '../../src/scenario/index.ts';
import { constantArrivals, drawArrivals, poissonArrivals } from '../../src/scenario/index.ts';
import { seeded } from './chance.ts';

const counts = fc.nat({ max: 5_000 });
const durations = fc.double({ min: 1e-3, max: 86_400_000, noNaN: true });
const gamma = (burstiness: number): DrawnArrivals => ({ kind: 'gamma', burstiness });
const kinds: DrawnArrivals[] = [
  'constant',
  'poisson',
  gamma(0.01),
  gamma(0.5),
  gamma(1),
  gamma(7),
  gamma(1000),
];

test.each(kinds)('%j arrivals ascend, lie in the block, and are exactly as many as asked', (kind) => {
  fc.assert(
    fc.property(counts, durations, fc.integer(), (count, durationMs, seed) => {
      const atMs = drawArrivals(kind, count, durationMs, seeded(seed));
      expect(atMs).toHaveLength(count);
      let before = 0;
      for (const each of atMs) {
        if (!(each >= before && each < durationMs)) expect.fail(`${each} after ${before} of ${durationMs}`);
        before = each;
      }
    }),
    { numRuns: 40 },
  );
});

test.each(kinds.slice(1))('%j arrivals are the same for the same chance and others for another', (kind) => {
  const draw = (seed: number) => drawArrivals(kind, 50, 1000, seeded(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('constant arrivals are equally far apart', () => {
  expect([...constantArrivals(4, 1000)]).toEqual([125, 375, 625, 875]);
  expect([...constantArrivals(0, 100)]).toEqual([]);
});

function gapsOf(atMs: Float64Array): number[] {
  return [...atMs].slice(1).map((each, i) => each - (atMs[i] ?? 0));
}

function squaredVariation(gaps: readonly number[]): number {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length / mean ** 2;
}

test('the gaps of poisson arrivals are as wide as a Poisson process makes them', () => {
  const gaps = gapsOf(poissonArrivals(20_000, 20_000, seeded(9)));
  // Exponential with a mean of 1 ms: 36.8 % of the gaps are longer than the mean, 13.5 % than twice the mean.
  const longerThan = (gapMs: number) => gaps.filter((gap) => gap > gapMs).length / gaps.length;
  expect(longerThan(1)).toBeCloseTo(Math.exp(-1), 1.5);
  expect(longerThan(2)).toBeCloseTo(Math.exp(-2), 1.5);
});

// The coefficient of variation of a gamma distribution is 1 / sqrt(shape); with the sum of n gaps given, its square is (n - 1) / (n * shape + 1).
test.each([0.1, 0.25, 0.5, 1, 2, 4, 25])('the gaps at burstiness %d vary as they must', (burstiness) => {
  const count = 200_000;
  const gaps = gapsOf(drawArrivals(gamma(burstiness), count, count, seeded(3)));
  const wanted = (count - 1) / (count * burstiness + 1);
  expect(squaredVariation(gaps) / wanted).toBeCloseTo(1, 1.3);
});

test('the number of arrivals in a short window varies with the burstiness', () => {
  // Over windows of many gaps the variance of a renewal count tends to its mean / shape (Cox, Renewal Theory, 1962).
  const dispersion = (burstiness: number) => {
    const atMs = drawArrivals(gamma(burstiness), 100_000, 100_000, seeded(4));
    const counts = new Array<number>(1000).fill(0);
    for (const each of atMs) counts[Math.floor(each / 100)] = (counts[Math.floor(each / 100)] ?? 0) + 1;
    return counts.reduce((sum, count) => sum + (count - 100) ** 2, 0) / counts.length / 100;
  };
  expect(dispersion(0.25)).toBeGreaterThan(3.2);
  expect(dispersion(0.25)).toBeLessThan(4.8);
  expect(dispersion(4)).toBeGreaterThan(0.2);
  expect(dispersion(4)).toBeLessThan(0.3);
});

test('with burstiness 1 the first arrival is where that of a Poisson process is', () => {
  // Given 4 in 1 s, the first of 4 uniform times: mean 200 ms. Counted from an arrival, or drawn evenly, it would differ at other shapes.
  const firstOf = (kind: DrawnArrivals) => {
    const random = seeded(8);
    const firsts = Array.from({ length: 20_000 }, () => drawArrivals(kind, 4, 1000, random)[0] ?? Number.NaN);
    return firsts.reduce((sum, each) => sum + each, 0) / firsts.length;
  };
  expect(firstOf('poisson')).toBeCloseTo(200, -1);
  expect(firstOf(gamma(1))).toBeCloseTo(200, -1);
  // Nearly equal gaps of 250 ms, cut anywhere: 125 ms.
  expect(firstOf(gamma(1000))).toBeCloseTo(125, -1);
});
