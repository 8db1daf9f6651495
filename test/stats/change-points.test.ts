import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { findChangePoints, strongestSplit } from '../../src/stats/change-points.ts';
import { normalDraws, seeded } from './draws.ts';

/** The statistic as it is written in the paper, every sum over every pair. */
function directSplit(values: number[], minimumSegment: number) {
  const meanDistance = (a: number[], b: number[], pairs: number) =>
    a.flatMap((x) => b.map((y) => Math.abs(x - y))).reduce((sum, d) => sum + d, 0) / pairs;
  const within = (a: number[]) => meanDistance(a, a, a.length * (a.length - 1));
  const splits = values.map((_, index) => {
    const [x, y] = [values.slice(0, index), values.slice(index)];
    if (x.length < minimumSegment || y.length < minimumSegment) return { index, statistic: -Infinity };
    const [m, n] = [x.length, y.length];
    const energy = 2 * meanDistance(x, y, m * n) - within(x) - within(y);
    return { index, statistic: ((m * n) / (m + n)) * energy };
  });
  return splits.reduce((best, split) => (split.statistic > best.statistic ? split : best));
}

const options = (seed = 1) => ({ random: seeded(seed), minimumStep: 0.05, minimumSegment: 3 });

/** Levels of so many values each, with noise around them. */
function levels(spread: number, seed: number, ...parts: [count: number, level: number][]): number[] {
  const normal = normalDraws(xoroshiro128plus(seed));
  return parts.flatMap(([count, level]) => Array.from({ length: count }, () => level + spread * normal()));
}

describe('change points', () => {
  it('use the statistic that a sum over every pair gives', () => {
    const value = fc.integer({ min: -500, max: 500 }).map((n) => n / 100);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 6, maxLength: 25 }),
        fc.integer({ min: 2, max: 3 }),
        (list, m) => {
          const direct = directSplit(list, m);
          const fast = strongestSplit(Float64Array.from(list), m);
          expect(fast?.statistic).toBeCloseTo(direct.statistic, 8);
        },
      ),
    );
  });

  it('are where the level moves, in each of several steps', () => {
    const series = levels(0.01, 3, [20, 0], [25, 0.1], [15, 0.02], [30, 0.3]);
    const found = findChangePoints(series, options());
    expect(found.map(({ index }) => index)).toEqual([20, 45, 60]);
    expect(found.map(({ step }) => Number(step.toFixed(1)))).toEqual([0.1, -0.1, 0.3]);
  });

  it('are none in constant values, and none in too few', () => {
    expect(findChangePoints(Array(50).fill(3), options())).toEqual([]);
    expect(findChangePoints([], options())).toEqual([]);
    expect(findChangePoints([1, 1, 9, 9, 9], options())).toEqual([]);
    expect(strongestSplit(Float64Array.from([1, 2, 3, 4, 5]), 3)).toBeUndefined();
  });

  it('do not care where zero is, and mirror with the values', () => {
    const small = fc.integer({ min: 0, max: 64 });
    fc.assert(
      fc.property(fc.array(small, { minLength: 6, maxLength: 30 }), small, (list, shift) => {
        const here = findChangePoints(list, options());
        expect(
          findChangePoints(
            list.map((value) => value + shift),
            options(),
          ),
        ).toEqual(here.map(({ index, step }) => ({ index, step: expect.closeTo(step, 9) as number })));
        expect(
          findChangePoints(
            list.map((value) => -value),
            options(),
          ),
        ).toEqual(here.map(({ index, step }) => ({ index, step: expect.closeTo(-step, 9) as number })));
      }),
      { numRuns: 50 },
    );
  });

  it('leave out a step that is sure and small', () => {
    const series = levels(0.001, 4, [30, 0], [30, 0.04]);
    expect(findChangePoints(series, options())).toEqual([]);
    expect(findChangePoints(series, { ...options(), minimumStep: 0.03 })).toMatchObject([{ index: 30 }]);
  });

  it('are the same for the same chance', () => {
    const series = levels(0.03, 5, [20, 0], [20, 0.1]);
    expect(findChangePoints(series, options(9))).toEqual(findChangePoints(series, options(9)));
  });

  it('are rare among equal values', () => {
    let named = 0;
    const cases = 200;
    for (let i = 0; i < cases; i++) {
      const series = levels(1, i, [40, 0]);
      if (findChangePoints(series, { ...options(i), minimumStep: 0 }).length > 0) named++;
    }
    // 1 of 200 permutation ranks: 0.5 %, here with four standard errors.
    expect(named).toBeLessThanOrEqual(Math.ceil(cases * 0.005 + 4 * Math.sqrt(cases * 0.005)));
  });
});
