import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { resampleInBlocks } from '../../src/stats/block-bootstrap.ts';
import { isotonicRegression } from '../../src/stats/isotonic.ts';
import { leastRise } from '../../src/stats/slope.ts';
import { wilsonInterval } from '../../src/stats/wilson.ts';
import { seeded } from './draws.ts';

describe('isotonic regression', () => {
  test.each<[number[], number[], number[]]>([
    [[], [], []],
    [
      [1, 2, 3],
      [1, 1, 1],
      [1, 2, 3],
    ],
    [
      [3, 1],
      [1, 1],
      [2, 2],
    ],
    [
      [3, 1],
      [1, 3],
      [1.5, 1.5],
    ],
    // As scikit-learn has it.
    [
      [1, 5, 3, 4, 2, 6],
      [1, 1, 1, 1, 1, 1],
      [1, 3.5, 3.5, 3.5, 3.5, 6],
    ],
  ])('of %j with weights %j is %j', (values, weights, fit) => {
    expect(isotonicRegression(values, weights)).toEqual(fit);
  });

  it('never falls, keeps the weighted sum, and leaves what rises as it is', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 })));
    fc.assert(
      fc.property(points, (drawn) => {
        const [values, weights] = [drawn.map(([value]) => value), drawn.map(([, weight]) => weight)];
        const fit = isotonicRegression(values, weights);
        const sum = (of: number[]) => of.reduce((total, value, i) => total + value * weights[i]!, 0);
        expect(sum(fit)).toBeCloseTo(sum(values), 6);
        for (const [i, value] of fit.entries()) expect(value).toBeGreaterThanOrEqual(fit[i - 1] ?? -99);
        expect(isotonicRegression(fit, weights)).toEqual(fit);
      }),
      { numRuns: 50 },
    );
  });
});

it('a resample has as many observations, in stretches of neighbours', () => {
  const random = seeded(3);
  for (const [count, stretch] of [
    [1, 1],
    [10, 3],
    [100, 10],
  ] as const) {
    const times = resampleInBlocks(count, stretch, random);
    expect(times.reduce((sum, each) => sum + each, 0)).toBe(count);
  }
  // One stretch of all of them has each once, wherever it starts.
  expect([...resampleInBlocks(7, 7, random)]).toEqual([1, 1, 1, 1, 1, 1, 1]);
});

test.each([
  // R: prop.test(x, n, correct = FALSE)
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [45, 50, 0.7864, 0.9565],
])('the score interval of %i of %i goes from %f to %f', (successes, trials, low, high) => {
  const interval = wilsonInterval(successes, trials);
  expect(interval[0]).toBeCloseTo(low, 4);
  expect(interval[1]).toBeCloseTo(high, 4);
});

describe('the least rise', () => {
  const x = Array.from({ length: 50 }, (_, i) => i);
  const noise = seeded(5);

  it('of an exact line is its slope', () => {
    expect(
      leastRise(
        x,
        x.map((value) => 3 + 0.25 * value),
      ),
    ).toBeCloseTo(0.25, 9);
  });

  it('is a little less where there is noise, and 0 where nothing rises', () => {
    const noisy = x.map((value) => 0.25 * value + noise());
    expect(leastRise(x, noisy)).toBeGreaterThan(0.22);
    expect(leastRise(x, noisy)).toBeLessThan(0.25);
    expect(
      leastRise(
        x,
        x.map(() => noise()),
      ),
    ).toBeLessThan(0.01);
    expect(
      leastRise(
        x,
        x.map((value) => -value),
      ),
    ).toBe(0);
    expect(leastRise([1, 2], [1, 5])).toBe(0);
    expect(leastRise(Array<number>(20).fill(1), x.slice(0, 20))).toBe(0);
  });
});
