import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFlipP, smallestSignFlipP } from '../../src/stats/sign-flip.ts';
import { seeded } from './draws.ts';

/** Every sign pattern, by recursion. */
function bruteForce(differences: number[]): number {
  const observed = differences.reduce((a, b) => a + b, 0);
  const sums = differences.reduce<number[]>((all, d) => all.flatMap((sum) => [sum + d, sum - d]), [0]);
  return sums.filter((sum) => sum >= observed - 1e-9).length / sums.length;
}

const differences = fc.array(
  fc.integer({ min: -6, max: 6 }).map((n) => n / 100),
  { minLength: 1, maxLength: 10 },
);

describe('the sign-flip test', () => {
  it('counts sign patterns as brute force does, without zeros', () => {
    fc.assert(
      fc.property(differences, (list) => {
        const nonzero = list.filter((d) => d !== 0);
        const expected = nonzero.length === 0 ? 1 : bruteForce(nonzero);
        expect(signFlipP(list, seeded(1))).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('does not care for the unit of the differences', () => {
    fc.assert(
      fc.property(differences, (list) => {
        expect(
          signFlipP(
            list.map((d) => d * 1000),
            seeded(1),
          ),
        ).toBeCloseTo(signFlipP(list, seeded(1)), 12);
      }),
    );
  });

  it('agrees with all patterns when it draws them at random', () => {
    const list = Array.from({ length: 16 }, (_, i) => ((i % 5) - 1) / 100);
    const more = [...list, 0.01, 0.02, -0.03, 0.004];
    const exact = bruteForce(more.filter((d) => d !== 0));
    expect(Math.abs(signFlipP(more, seeded(3)) - exact)).toBeLessThan(4 * Math.sqrt(exact / 20_000));
  });

  it('is never zero', () => {
    const allWorse = Array.from({ length: 30 }, () => 0.5);
    expect(signFlipP(allWorse, seeded(1))).toBe(1 / 20_001);
    expect(smallestSignFlipP(30)).toBe(1 / 20_001);
    expect(smallestSignFlipP(8)).toBe(1 / 256);
  });

  it('has uniform p values when nothing changed', () => {
    const random = seeded(5);
    const trials = 3000;
    let below = 0;
    for (let trial = 0; trial < trials; trial++) {
      const list = Array.from({ length: 10 }, () => random() - random());
      if (signFlipP(list, random) <= 0.05) below++;
    }
    expect(Math.abs(below / trials - 0.05)).toBeLessThan(0.012);
  });
});
