import fc from 'fast-check';
import { quantileSorted } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import {
  countAbove,
  countOf,
  distributionFromValues,
  meanOf,
  mergeDistributions,
  quantileOf,
} from '../../src/stats/distribution.ts';

const values = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe('a distribution', () => {
  it('has the type-7 quantiles of R', () => {
    // R: quantile(c(1, 2, 4, 8, 16), c(0, .1, .25, .5, .9, .95, 1))
    const distribution = distributionFromValues([16, 1, 4, 2, 8]);
    const expected: [number, number][] = [
      [0, 1],
      [0.1, 1.4],
      [0.25, 2],
      [0.5, 4],
      [0.9, 12.8],
      [0.95, 14.4],
      [1, 16],
    ];
    for (const [p, quantile] of expected) expect(quantileOf(distribution, p)).toBeCloseTo(quantile, 12);
  });

  it('has the quantiles of its values one by one, however they repeat', () => {
    fc.assert(
      fc.property(values, shares, (list, p) => {
        const sorted = [...list].sort((a, b) => a - b);
        expect(quantileOf(distributionFromValues(list), p)).toBeCloseTo(quantileSorted(sorted, p), 9);
      }),
    );
  });

  it('merged is the distribution of all values together', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), (lists) => {
        expect(mergeDistributions(lists.map(distributionFromValues))).toEqual(
          distributionFromValues(lists.flat()),
        );
      }),
    );
  });

  it('counts, averages and counts above a threshold as its values do', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 41 }), (list, threshold) => {
        const distribution = distributionFromValues(list);
        expect(countOf(distribution)).toBe(list.length);
        expect(meanOf(distribution)).toBeCloseTo(list.reduce((a, b) => a + b) / list.length, 9);
        expect(countAbove(distribution, threshold)).toBe(list.filter((value) => value > threshold).length);
      }),
    );
  });

  it('has no quantile and no mean when it is empty', () => {
    const empty = mergeDistributions([]);
    expect([quantileOf(empty, 0.5), meanOf(empty), countOf(empty)]).toEqual([null, null, 0]);
  });
});
