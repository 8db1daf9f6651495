import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { logDensity } from '../../src/stats/log-density.ts';
import { normalDraws } from './draws.ts';

/** By the trapezium rule over the logarithm. */
function areaOf(points: readonly [number, number][]): number {
  return points.slice(1).reduce((sum, [value, density], i) => {
    const [before, densityBefore] = points[i]!;
    return sum + (Math.log(value / before) * (density + densityBefore)) / 2;
  }, 0);
}

const highest = (points: readonly [number, number][]): [number, number] =>
  points.reduce((best, point) => (point[1] > best[1] ? point : best));

/** Log-normal around a median. */
function times(medianMs: number, spread: number, count: number): number[] {
  const normal = normalDraws(xoroshiro128plus(3));
  return Array.from({ length: count }, () => medianMs * Math.exp(spread * normal()));
}

describe('the density of times', () => {
  it('has an area of 1 whatever the times are', () => {
    const positive = fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), {
      minLength: 10,
      maxLength: 80,
    });
    fc.assert(
      fc.property(positive, (values) => {
        expect(areaOf(logDensity(distributionFromValues(values))!)).toBeCloseTo(1, 1);
      }),
    );
  });

  it('is highest at the median of a log-normal sample, with the height of the normal density', () => {
    const [peakMs, height] = highest(logDensity(distributionFromValues(times(40, 0.3, 20_000)))!);
    expect(peakMs / 40).toBeCloseTo(1, 1);
    // The kernel adds its own variance to that of the sample.
    const bandwidth = 0.9 * 0.3 * 20_000 ** -0.2;
    expect(height).toBeCloseTo(1 / Math.sqrt(2 * Math.PI * (0.3 ** 2 + bandwidth ** 2)), 1);
  });

  it('shows two hills where short and long inputs are mixed', () => {
    const mixed = [...times(10, 0.15, 300), ...times(120, 0.15, 300)];
    const density = logDensity(distributionFromValues(mixed))!;
    const at = (ms: number) =>
      density.reduce((a, b) => (Math.abs(b[0] - ms) < Math.abs(a[0] - ms) ? b : a))[1];
    expect(at(10)).toBeGreaterThan(3 * at(35));
    expect(at(120)).toBeGreaterThan(3 * at(35));
  });

  it('is a narrow spike where all times are equal', () => {
    const [peakMs, height] = highest(logDensity({ valuesMs: [20], counts: [500] })!);
    expect(peakMs).toBeCloseTo(20, 1);
    expect(height).toBeGreaterThan(30);
  });

  it.each([
    ['nine times', { valuesMs: [1, 2, 3], counts: [3, 3, 3] }],
    ['nothing', { valuesMs: [], counts: [] }],
    ['zeros, which have no logarithm', { valuesMs: [0], counts: [50] }],
  ])('is null for %s', (_, distribution) => {
    expect(logDensity(distribution)).toBeNull();
  });

  it('moves along when every time is multiplied', () => {
    const once = logDensity(distributionFromValues(times(40, 0.3, 200)))!;
    const twice = logDensity(distributionFromValues(times(80, 0.3, 200)))!;
    once.forEach(([value, density], i) => {
      expect(twice[i]![0] / value).toBeCloseTo(2, 6);
      expect(twice[i]![1]).toBeCloseTo(density, 6);
    });
  });
});
