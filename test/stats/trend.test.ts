import { expect, test } from 'vitest';
import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { kendallVariance, trendOf } from '../../src/stats/trend.ts';
import { normalDraws } from './draws.ts';

const steps = (count: number) => Array.from({ length: count }, (_, i) => i);

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((first, i) => permutations(values.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

test.each([
  ['distinct values', [1, 2, 3, 4, 5]],
  ['a pair of ties', [1, 2, 2, 3, 4]],
  ['ties of two and three', [1, 1, 2, 3, 3, 3]],
  ['equal values', [7, 7, 7, 7]],
])('the variance of the Mann-Kendall score is that over all orders: %s', (_, values) => {
  const scoreOf = (order: number[]) =>
    order.reduce(
      (sum, later, i) => order.slice(0, i).reduce((s, each) => s + Math.sign(later - each), sum),
      0,
    );
  const scores = permutations(values).map(scoreOf);
  const squares = scores.reduce((sum, score) => sum + score * score, 0);
  expect(kendallVariance(values)).toBeCloseTo(squares / scores.length, 9);
});

test('the slope is the median of the slopes of all pairs, so a few wild values move it not at all', () => {
  const values = steps(20).map((i) => 3 + 0.5 * i);
  values[4] = 1000;
  values[15] = -1000;
  expect(trendOf(steps(20), values)?.slope).toBeCloseTo(0.5, 12);
});

test('times may be uneven and in any unit', () => {
  const times = steps(12).map((i) => i * i);
  const trend = trendOf(
    times,
    times.map((time) => 10 - 2 * time),
  );
  expect(trend).toMatchObject({ slope: -2, interval: [-2, -2] });
  expect(trend?.p).toBeGreaterThan(0.999);
});

test('a rising line is a rise beyond doubt, equal values are none', () => {
  expect(trendOf(steps(20), steps(20))?.p).toBeLessThan(1e-6);
  expect(trendOf(steps(20), Array<number>(20).fill(5))).toEqual({
    slope: 0,
    interval: [0, 0],
    p: 1,
    error: 0,
  });
});

test('fewer than eight values tell nothing', () => {
  expect(trendOf(steps(7), steps(7))).toBeNull();
  expect(trendOf(steps(8), steps(8))).not.toBeNull();
});

test('the trend of the values turned round is turned round', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 8, maxLength: 30 }), (values) => {
      const [up, down] = [values, values.map((value) => -value)].map((some) =>
        trendOf(steps(some.length), some)!,
      );
      expect(down!.slope).toBeCloseTo(-up!.slope, 9);
      if (up!.interval) expect(up!.slope).toBeGreaterThanOrEqual(up!.interval[0]);
      if (up!.interval) expect(up!.slope).toBeLessThanOrEqual(up!.interval[1]);
    }),
  );
});

/** Noise whose neighbours are correlated by `rho`, on a line. */
function noisy(rho: number, count: number, slope: number, normal: () => number): number[] {
  let noise = normal();
  return steps(count).map((i) => {
    noise = rho * noise + Math.sqrt(1 - rho * rho) * normal();
    return slope * i + noise;
  });
}

test.each([
  [0, 0.01],
  [0.2, 0.01],
  [0.4, 0.01],
  [0.6, 0.01],
  // Thirty values tell too little of so much dependence.
  [0.8, 0.02],
])(
  'noise with an autocorrelation of %f is taken for a rise at 1 %% in at most %f of all series',
  (rho, most) => {
    const normal = normalDraws(xoroshiro128plus(1 + 10 * rho));
    const series = 2000;
    let alarms = 0;
    for (let n = 0; n < series; n++) if (trendOf(steps(30), noisy(rho, 30, 0, normal))!.p < 0.01) alarms++;
    // With three standard errors.
    expect(alarms / series).toBeLessThan(most + 3 * Math.sqrt((most * (1 - most)) / series));
  },
);

test.each([0, 0.4, 0.8])(
  'a rise that is large against the noise is found, whatever its autocorrelation (%f)',
  (rho) => {
    const normal = normalDraws(xoroshiro128plus(2 + 10 * rho));
    const trends = Array.from({ length: 200 }, () => trendOf(steps(30), noisy(rho, 30, 3, normal))!);
    expect(trends.filter(({ p }) => p < 0.001).length).toBeGreaterThan(190);
    const slopes = trends.map(({ slope }) => slope).sort((a, b) => a - b);
    expect(slopes[100]).toBeCloseTo(3, 1);
  },
);

test.each([0, 0.4, 0.8])('the interval holds the true slope as a rule (autocorrelation %f)', (rho) => {
  const normal = normalDraws(xoroshiro128plus(3 + 10 * rho));
  const intervals = Array.from(
    { length: 500 },
    () => trendOf(steps(30), noisy(rho, 30, 0.1, normal))!.interval,
  );
  const holds = intervals.filter(
    (interval) => interval === null || (interval[0] <= 0.1 && interval[1] >= 0.1),
  );
  expect(holds.length / 500).toBeGreaterThan(0.9);
  expect(intervals.filter((interval) => interval === null).length / 500).toBeLessThan(0.3);
});
