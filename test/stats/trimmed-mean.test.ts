import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { studentTUpperTail } from '../../src/stats/student-t.ts';
import { startSpread, trimmedMean, withStartVariance } from '../../src/stats/trimmed-mean.ts';
import { normalDraws } from './draws.ts';

const numbers = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 40 });

describe('the trimmed mean', () => {
  it('leaves out a fifth at each end and winsorises the spread', () => {
    // SciPy: trim_mean(x, 0.2) = 3.1666..., numpy.std(winsorize(x, (0.2, 0.2)), ddof=1) = 0.99442892601...
    const { estimate, spread, standardError, degreesOfFreedom } = trimmedMean([
      1, 1, 2, 2, 3, 4, 4, 4, 50, 60,
    ]);
    expect(estimate).toBeCloseTo(19 / 6, 12);
    expect(degreesOfFreedom).toBe(5);
    expect(spread).toBeCloseTo(0.9944289260117533, 12);
    expect(standardError).toBeCloseTo(((spread * Math.sqrt(10)) / 6) * (1 + 1 / 12), 12);
  });

  it('is not moved by bursts in a fifth of the blocks', () => {
    const quiet = [0.01, -0.01, 0.02, 0, 0.01, -0.02, 0, 0.01, 0.02, -0.01];
    const burst = quiet.map((value, i) => (i < 2 ? value + 9 : value));
    expect(Math.abs(trimmedMean(burst).estimate - trimmedMean(quiet).estimate)).toBeLessThan(0.01);
  });

  it('scales with the values, and does not care for their order or direction', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.1, max: 100, noNaN: true }), (list, factor) => {
        const plain = trimmedMean(list);
        const scaled = trimmedMean(list.map((value) => value * factor).reverse());
        const turned = trimmedMean(list.map((value) => -value));
        expect(scaled.estimate).toBeCloseTo(plain.estimate * factor, 8);
        expect(scaled.standardError).toBeCloseTo(plain.standardError * factor, 8);
        expect(turned.estimate).toBeCloseTo(-plain.estimate, 9);
        expect(turned.standardError).toBeCloseTo(plain.standardError, 9);
      }),
    );
  });

  it('keeps its error above zero by the spread of starts when all values are equal', () => {
    const mean = trimmedMean([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
    expect(mean.standardError).toBeCloseTo(0, 12);
    const { standardError, degreesOfFreedom } = withStartVariance(mean, 2);
    expect(standardError).toBeCloseTo(0.01, 12);
    expect(degreesOfFreedom).toBe(mean.degreesOfFreedom);
  });

  it.each([
    // By hand, with 2 starts (a variance of 1e-4 at 3 degrees of freedom): (v + w)^2 / (v^2 / df + w^2 / 3), and
    // never less than those of the pairs.
    [0.001, 21, 21],
    [0.01, 3, 6],
    [0.02, 10, 5e-4 ** 2 / (1.6e-7 / 10 + 1e-8 / 3)],
    [10, 7, 7],
  ])(
    'adds starts to an error of %d at %d degrees of freedom',
    (standardError, degreesOfFreedom, expected) => {
      const sum = withStartVariance({ standardError, degreesOfFreedom }, 2);
      expect(sum.standardError).toBeCloseTo(Math.hypot(standardError, 0.01), 12);
      expect(sum.degreesOfFreedom).toBeCloseTo(expected, 4);
    },
  );

  it.each([
    [8, 0.003],
    [8, 0.03],
    [18, 0.01],
  ])(
    'finds no more by chance than it may in %i pairs that vary by %d, with starts that vary by a hundredth',
    (n, spread) => {
      const draw = normalDraws(xoroshiro128plus(31 + n));
      const trials = 6000;
      const starts = Math.round(n / 6);
      let below = 0;
      for (let trial = 0; trial < trials; trial++) {
        const ofStart = Array.from({ length: starts }, () => Math.SQRT2 * startSpread * draw());
        const values = Array.from({ length: n }, (_, i) => ofStart[i % starts]! + spread * draw());
        const { standardError, degreesOfFreedom } = withStartVariance(trimmedMean(values), starts);
        const { estimate } = trimmedMean(values);
        if (studentTUpperTail(estimate / standardError, degreesOfFreedom) <= 0.01) below++;
      }
      expect(below / trials).toBeLessThan(0.014);
    },
  );

  it.each([8, 12, 36])('gives about nominal p values with %i normal differences', (n) => {
    const draw = normalDraws(xoroshiro128plus(11 + n));
    const trials = 6000;
    let below = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { estimate, standardError, degreesOfFreedom } = trimmedMean(Array.from({ length: n }, draw));
      if (studentTUpperTail(estimate / standardError, degreesOfFreedom) <= 0.01) below++;
    }
    expect(below / trials).toBeGreaterThan(0.005);
    expect(below / trials).toBeLessThan(0.015);
  });
});
