import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import { drawItems, drawOfClass } from '../../src/scenario/index.ts';
import { countsOf, seeded, workloadOf } from './chance.ts';

const seeds = fc.integer();
const weights = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 12 })
  .filter((each) => each.some((weight) => weight > 0));
const counts = fc.nat({ max: 500 });

test('as many inputs as asked, and no class is a whole request off its quota', () => {
  fc.assert(
    fc.property(weights, counts, seeds, (each, count, seed) => {
      const workload = workloadOf(each);
      const drawn = drawItems(workload, count, seeded(seed));
      expect(drawn).toHaveLength(count);
      const ofClass = countsOf(workload, drawn);
      for (const [i, { share }] of workload.classes.entries()) {
        expect(Math.abs((ofClass[i] ?? Number.NaN) - count * share)).toBeLessThan(1);
      }
    }),
  );
});

test('the same chance draws the same inputs', () => {
  fc.assert(
    fc.property(weights, counts, seeds, (each, count, seed) => {
      const workload = workloadOf(each);
      expect(drawItems(workload, count, seeded(seed))).toEqual(drawItems(workload, count, seeded(seed)));
    }),
  );
});

test('quotas that are whole are met exactly', () => {
  const workload = workloadOf([60, 30, 10]);
  expect(countsOf(workload, drawItems(workload, 200, seeded(1)))).toEqual([120, 60, 20]);
});

test('over many blocks a rare class gets its share', () => {
  const workload = workloadOf([97, 2, 1]);
  const random = seeded(5);
  const total = [0, 0, 0];
  for (let block = 0; block < 4000; block += 1) {
    countsOf(workload, drawItems(workload, 10, random)).forEach(
      (count, i) => (total[i] = (total[i] ?? 0) + count),
    );
  }
  // 40,000 requests; the standard deviation of the rarest class is below 20.
  expect(total[1]).toBeGreaterThan(700);
  expect(total[1]).toBeLessThan(900);
  expect(total[2]).toBeGreaterThan(320);
  expect(total[2]).toBeLessThan(480);
});

test('the inputs of a class repeat only after all of them were taken', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 60 }), seeds, (rows, count, seed) => {
      const drawn = drawOfClass(workloadOf([1, 1], rows), 1, count, seeded(seed));
      for (let from = 0; from < count; from += rows) {
        const round = drawn.slice(from, from + rows);
        expect(new Set(round).size).toBe(round.length);
      }
    }),
  );
});

test('the classes are mixed, not one after the other', () => {
  const workload = workloadOf([1, 1], 500);
  const drawn = drawItems(workload, 400, seeded(3));
  const [first] = countsOf(workload, drawn.slice(0, 200));
  expect(first).toBeGreaterThan(70);
  expect(first).toBeLessThan(130);
});

test('a class without inputs is an error', () => {
  expect(() => drawItems(workloadOf([1], 0), 1, seeded(1))).toThrow(SluiceError);
});

test('a hundred thousand requests of a hundred thousand rows are drawn', () => {
  expect(drawItems(workloadOf([1], 100_000), 250_000, seeded(1))).toHaveLength(250_000);
});
