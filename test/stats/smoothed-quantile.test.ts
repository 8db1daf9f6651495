import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { meanLogBetween, windowAround } from '../../src/stats/smoothed-quantile.ts';

const powersOfTen = distributionFromValues([1, 10, 100, 1000, 1000]);
const ln10 = Math.LN10;

describe('the mean logarithm between two shares', () => {
  it.each([
    ['of all', 0, 1, (9 * ln10) / 5],
    ['of one observation', 0.2, 0.4, ln10],
    ['of two equal ones', 0.6, 1, 3 * ln10],
    ['counts the ends in part', 0.1, 0.3, ln10 / 2],
    ['inside one observation', 0.45, 0.5, 2 * ln10],
    ['is cut at the ends', -1, 0.2, 0],
  ])('%s', (_, low, high, expected) => {
    expect(meanLogBetween(powersOfTen, [low, high])).toBeCloseTo(expected, 12);
  });

  it('is null without observations, and with a time of zero', () => {
    expect(meanLogBetween({ valuesMs: [], counts: [] }, [0.4, 0.6])).toBeNull();
    expect(meanLogBetween({ valuesMs: [0, 1], counts: [1, 1] }, [0, 1])).toBeNull();
  });

  it('moves by the logarithm of a factor on every value', () => {
    const values = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 50 });
    const factor = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(values, factor, (times, by) => {
        const window = windowAround(0.5, times.length);
        const before = meanLogBetween(distributionFromValues(times), window)!;
        const after = meanLogBetween(distributionFromValues(times.map((time) => time * by)), window)!;
        expect(after - before).toBeCloseTo(Math.log(by), 8);
      }),
    );
  });
});

describe('the window around a quantile', () => {
  it.each([
    ['p50 of 300', 0.5, 300, 0.05],
    ['p95 of 1425', 0.95, 1425, 0.01],
    ['p95 of few, at most half of the way to the end', 0.95, 100, 0.025],
    ['the median of one, at least half an observation', 0.5, 1, 0.5],
  ])('%s', (_, p, n, half) => {
    const [low, high] = windowAround(p, n);
    expect(p - low).toBeCloseTo(half, 10);
    expect(high - p).toBeCloseTo(half, 10);
  });
});
