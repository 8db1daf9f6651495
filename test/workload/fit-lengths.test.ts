import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import { shuffle } from '../../src/scenario/shuffle.ts';
import { quantileOf } from '../../src/workload/distribution.ts';
import { clusterLengths } from '../../src/workload/fit/cluster-lengths.ts';
import { fitTraffic } from '../../src/workload/fit/fit-traffic.ts';
import { LengthHistogram } from '../../src/workload/fit/length-histogram.ts';
import { distanceOf, lengthPlanOf, summariseLengths } from '../../src/workload/fit/length-summary.ts';
import { Traffic } from '../../src/workload/fit/traffic.ts';

const tokens = fc.integer({ min: 1, max: 200_000 });

test('the histogram keeps every request, and each length within 2.2 %', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(tokens, tokens), { minLength: 1, maxLength: 40 }), (lengths) => {
      const histogram = new LengthHistogram();
      for (const [input, output] of lengths) histogram.add(input, output);
      const cells = histogram.cells();
      expect(cells.reduce((sum, { requests }) => sum + requests, 0)).toBe(lengths.length);
      const near = (value: number, wanted: number) =>
        Math.abs(value - wanted) <= Math.max(0.5, wanted * 0.023);
      for (const [input, output] of lengths) {
        expect(cells.some((cell) => near(cell.inputTokens, input) && near(cell.outputTokens, output))).toBe(
          true,
        );
      }
    }),
  );
});

test('what is drawn by fitted settings has the percentiles that were measured', () => {
  const weighted = fc.record({ tokens, requests: fc.integer({ min: 1, max: 1000 }) });
  fc.assert(
    fc.property(fc.array(weighted, { minLength: 1, maxLength: 60 }), (lengths) => {
      const summary = summariseLengths(lengths);
      const quantile = quantileOf(lengthPlanOf(summary));
      expect([0.5, 0.95, 0.99].map(quantile)).toEqual([summary.p50, summary.p95, summary.p99]);
      expect(distanceOf([lengths])).toBeLessThanOrEqual(1);
    }),
  );
});

test('percentiles are lengths that occur, by nearest rank', () => {
  const lengths = [
    { tokens: 900, requests: 1 },
    { tokens: 10, requests: 94 },
    { tokens: 50, requests: 5 },
  ];
  expect(summariseLengths(lengths)).toEqual({ minimum: 10, p50: 10, p95: 50, p99: 50, maximum: 900 });
});

const kinds = [
  { share: 600, input: 100, output: 20 },
  { share: 300, input: 4_000, output: 30 },
  { share: 100, input: 120, output: 2_000 },
];
/** Three kinds of requests, each 20 % around its lengths. */
const mixed = kinds.flatMap(({ share, input, output }) =>
  Array.from({ length: share }, (_, i) => ({
    inputTokens: Math.round(input * (0.8 + (0.4 * i) / share)),
    outputTokens: Math.round(output * (0.8 + (0.4 * ((i * 7) % share)) / share)),
  })),
);

function fitOf(requests: { inputTokens: number; outputTokens: number }[], classes = 3) {
  const traffic = new Traffic();
  requests.forEach((request, i) => traffic.add({ ...request, atMs: i * 500 }, () => `log:${i + 1}`));
  return fitTraffic(traffic, 'log', classes);
}

test('kinds of requests become classes with their shares, in whatever order the log has them', () => {
  const fit = fitOf(mixed);
  expect(fit.classes.map(({ name, share }) => [name, share])).toEqual([
    ['in-100-out-20', 0.6],
    ['in-120-out-1992', 0.1],
    ['in-4000-out-30', 0.3],
  ]);
  expect(fit.classes.reduce((sum, each) => sum + each.tokens, 0)).toBeCloseTo(1, 9);
  expect(fit.distance.input).toBeLessThan(0.1);
  const shuffled = fitOf(shuffle(mixed, seededRandom(3)));
  expect(shuffled.classes).toEqual(fit.classes);
  expect(shuffled.distance).toEqual(fit.distance);
});

test('fewer classes come of lengths that do not differ, and as many as asked where they do', () => {
  const same = Array.from({ length: 200 }, () => ({ inputTokens: 64, outputTokens: 8 }));
  const { classes } = fitOf(same, 5);
  expect(classes).toHaveLength(1);
  expect(classes[0]?.input).toEqual({ minimum: 64, p50: 64, p95: 64, p99: 64, maximum: 64 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), (count) => {
      const histogram = new LengthHistogram();
      for (const { inputTokens, outputTokens } of mixed) histogram.add(inputTokens, outputTokens);
      const groups = clusterLengths(histogram.cells(), count);
      expect(groups).toHaveLength(count);
      expect(groups.flat()).toHaveLength(histogram.cells().length);
    }),
  );
});

test('failed requests are left out of the classes, and embeddings have none but inputs', () => {
  const failed = Array.from({ length: 50 }, () => ({ inputTokens: 9, outputTokens: 0 }));
  expect(fitOf([...mixed, ...failed])).toMatchObject({ requests: 1000, withoutTokens: 50 });
  const embeddings = fitOf(
    mixed.map(({ inputTokens }) => ({ inputTokens, outputTokens: 0 })),
    2,
  );
  expect(embeddings.classes.every((each) => !('output' in each))).toBe(true);
  expect(embeddings.distance).not.toHaveProperty('output');
});

test('too few requests, and requests that all come at once, are refused', () => {
  expect(() => fitOf(mixed.slice(0, 99))).toThrow('log has 99 requests with tokens; at least 100');
  const traffic = new Traffic();
  for (const request of mixed) traffic.add({ ...request, atMs: 5 }, () => 'log:1');
  expect(() => fitTraffic(traffic, 'log', 3)).toThrow('the same time');
});
