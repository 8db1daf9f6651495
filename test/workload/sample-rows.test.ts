import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import { SluiceError } from '../../src/model/error.ts';
import { makeWorkload } from '../../src/workload/index.ts';
import { sampleRows } from '../../src/workload/sample-rows.ts';

test('without replacement a sample has its size, no row twice, and the order of the data', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), fc.nat(), (most, asked, seed) => {
      const rows = Array.from({ length: Math.max(most, asked) }, (_, i) => i);
      const sample = sampleRows(rows, { rows: asked, replacement: false }, seededRandom(seed));
      expect(sample).toHaveLength(asked);
      expect(sample).toEqual([...new Set(sample)].sort((a, b) => a - b));
    }),
  );
});

test.each([false, true])('every row is drawn equally often, with replacement: %s', (replacement) => {
  const drawn = new Map<number, number>();
  const random = seededRandom(7, 'sample');
  for (let round = 0; round < 2_000; round += 1) {
    for (const row of sampleRows([0, 1, 2, 3, 4], { rows: 2, replacement }, random)) {
      drawn.set(row, (drawn.get(row) ?? 0) + 1);
    }
  }
  // 800 each; five standard deviations are 126.
  for (const count of drawn.values()) expect(Math.abs(count - 800)).toBeLessThan(126);
  expect(drawn.size).toBe(5);
});

test('the seed decides the sample of a class, and with replacement it may be larger than the data', () => {
  const rows = Array.from({ length: 50 }, (_, n) => ({ n }));
  const sampled = (seed: number, size: number, replacement: boolean) =>
    makeWorkload([
      {
        name: 'a',
        weight: 1,
        rows,
        where: [{ column: 'n', minimum: 10, written: 'n: >=10' }],
        sample: { rows: size, replacement, random: seededRandom(seed) },
      },
    ]).items.map(({ row }) => row.n);
  expect(sampled(1, 5, false)).toEqual(sampled(1, 5, false));
  expect(sampled(2, 5, false)).not.toEqual(sampled(1, 5, false));
  expect(sampled(1, 40, false)).toEqual(rows.slice(10).map(({ n }) => n));
  expect(sampled(1, 90, true)).toHaveLength(90);
  expect(() => sampled(1, 41, false)).toThrow(SluiceError);
  expect(() => sampled(1, 41, false)).toThrow('class a has 40 rows that fit');
});
