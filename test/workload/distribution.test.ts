import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import type { LengthPlan, LengthShape } from '../../src/model/synthetic.ts';
import { lengthBounds } from '../../src/model/synthetic.ts';
import { quantileOf } from '../../src/workload/distribution.ts';
import { drawLengths } from '../../src/workload/token-lengths.ts';

const people: LengthShape = { kind: 'percentiles', p50: 300, p95: 2_000, p99: 6_000 };
const measured: LengthShape = {
  kind: 'histogram',
  bins: [
    { upTo: 10, count: 0 },
    { upTo: 20, count: 1 },
    { upTo: 100, count: 2 },
    { upTo: 200, count: 0 },
    { upTo: 201, count: 1 },
  ],
};
const shapes: LengthShape[] = [
  { kind: 'fixed', tokens: 900 },
  { kind: 'uniform', from: 200, to: 400 },
  { kind: 'log-normal', mean: 500, deviation: 400 },
  people,
  { kind: 'percentiles', p50: 300, p95: 2_000 },
  measured,
];

const draw = (inputTokens: LengthPlan, count: number, seed = 1): number[] =>
  drawLengths({ kind: 'synthetic', inputTokens, count }, 1, seededRandom(seed)).map(
    (each) => each.inputTokens,
  );

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test.each([
  [0.5, 300],
  [0.95, 2_000],
  [0.99, 6_000],
])('the percentile of %d is the one that was given', (p, tokens) => {
  expect(quantileOf({ shape: people })(p)).toBe(tokens);
});

test('two percentiles alone make a log-normal distribution', () => {
  const quantile = quantileOf({ shape: { kind: 'percentiles', p50: 1_000, p95: 4_000 } });
  // The lower side mirrors the upper one in the logarithm.
  expect([0.05, 0.5, 0.95].map(quantile)).toEqual([250, 1_000, 4_000]);
});

test('percentiles say nothing beyond p99.9, so nothing longer is drawn', () => {
  const quantile = quantileOf({ shape: people });
  expect(quantile(0.999_999)).toBe(quantile(0.999));
  expect(quantile(0.000_001)).toBe(quantile(0.001));
});

test('quantiles never fall, are whole, and stay within the bounds', () => {
  const between = fc.double({ min: 0.000_001, max: 0.999_999, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...shapes), between, between, (shape, a, b) => {
      const plan = { shape, minimum: 50, maximum: 1_500 };
      const { shortest, longest } = lengthBounds(plan);
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map(quantileOf(plan)) as [number, number];
      expect(Number.isInteger(low)).toBe(true);
      expect(shortest <= low && low <= high && high <= longest).toBe(true);
    }),
  );
});

test('the moments of a log-normal distribution are those that were given', () => {
  const lengths = draw({ shape: { kind: 'log-normal', mean: 500, deviation: 400 } }, 50_000);
  const average = mean(lengths);
  const deviation = Math.sqrt(mean(lengths.map((length) => (length - average) ** 2)));
  expect(average / 500).toBeCloseTo(1, 2);
  expect(deviation / 400).toBeCloseTo(1, 1);
});

test('a histogram is met bin by bin, and whole numbers of a bin are equally frequent', () => {
  const lengths = draw({ shape: measured }, 4_000);
  const within = (from: number, to: number) =>
    lengths.filter((length) => length >= from && length <= to).length;
  expect([within(1, 10), within(11, 20), within(21, 100), within(101, 200), within(201, 201)]).toEqual([
    0, 1_000, 2_000, 0, 1_000,
  ]);
  for (let length = 11; length <= 20; length += 1)
    expect(Math.abs(within(length, length) - 100)).toBeLessThan(3);
});

test('a range holds both of its ends, each number equally often', () => {
  const lengths = draw({ shape: { kind: 'uniform', from: 3, to: 6 } }, 400);
  expect([3, 4, 5, 6].map((length) => lengths.filter((each) => each === length).length)).toEqual([
    100, 100, 100, 100,
  ]);
});

test('a few hundred lengths already have the percentiles', () => {
  const lengths = draw({ shape: people }, 400).sort((a, b) => a - b);
  expect(lengths[200]).toBeGreaterThan(290);
  expect(lengths[200]).toBeLessThan(310);
  expect(lengths[380]).toBeGreaterThan(1_800);
  expect(lengths[380]).toBeLessThan(2_200);
});

test('lengths come from the seed alone, and in no order', () => {
  const lengths = draw({ shape: people }, 100, 7);
  expect(draw({ shape: people }, 100, 7)).toEqual(lengths);
  expect(draw({ shape: people }, 100, 8)).not.toEqual(lengths);
  expect(lengths).not.toEqual([...lengths].sort((a, b) => a - b));
});

test('the length of an answer does not follow that of its input', () => {
  const lengths = drawLengths(
    { kind: 'synthetic', inputTokens: { shape: people }, outputTokens: { shape: people }, count: 1_000 },
    1,
    seededRandom(3),
  );
  const [inputs, outputs] = [
    lengths.map(({ inputTokens }) => Math.log(inputTokens)),
    lengths.map(({ outputTokens }) => Math.log(outputTokens ?? 0)),
  ];
  const [meanIn, meanOut] = [mean(inputs), mean(outputs)];
  const covariance = mean(inputs.map((each, i) => (each - meanIn) * ((outputs[i] ?? 0) - meanOut)));
  const variance = mean(inputs.map((each) => (each - meanIn) ** 2));
  expect(Math.abs(covariance / variance)).toBeLessThan(0.1);
});

test('input and answer fit into the context, and `maximum` fills it', () => {
  const outputTokens: LengthPlan = { shape: { kind: 'uniform', from: 10, to: 100 } };
  const fitted = drawLengths(
    { kind: 'synthetic', inputTokens: { shape: people }, outputTokens, count: 200, contextTokens: 1_000 },
    7,
    seededRandom(1),
  );
  const sums = fitted.map(({ inputTokens, outputTokens: output = 0 }) => inputTokens + output);
  expect(Math.max(...sums)).toBe(1_000);
  const full = drawLengths(
    {
      kind: 'synthetic',
      inputTokens: { shape: { kind: 'maximum' } },
      outputTokens,
      count: 50,
      contextTokens: 1_000,
    },
    7,
    seededRandom(1),
  );
  expect(full.every(({ inputTokens, outputTokens: output = 0 }) => inputTokens + output === 1_000)).toBe(
    true,
  );
});

test('an answer too long for the context is shortened, and the shortest input remains', () => {
  const lengths = drawLengths(
    {
      kind: 'synthetic',
      inputTokens: { shape: { kind: 'fixed', tokens: 50 } },
      outputTokens: { shape: { kind: 'fixed', tokens: 999 } },
      count: 1,
      contextTokens: 1_000,
    },
    7,
    seededRandom(1),
  );
  expect(lengths).toEqual([{ inputTokens: 7, outputTokens: 993 }]);
});
