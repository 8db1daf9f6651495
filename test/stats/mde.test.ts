import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { smallestDetectable } from '../../src/stats/mde.ts';
import { studentTCritical, studentTUpperTail } from '../../src/stats/student-t.ts';
import { trimmedMean } from '../../src/stats/trimmed-mean.ts';
import { normalDraws } from './draws.ts';

describe('the smallest detectable change', () => {
  it('is the sum of both quantiles times the error', () => {
    const mde = smallestDetectable({
      standardError: 0.02,
      degreesOfFreedom: 11,
      alpha: 0.0002,
      tolerance: 0.05,
    });
    expect(mde).toBeCloseTo((studentTCritical(0.0002, 11) + studentTCritical(0.05, 11)) * 0.02, 12);
  });

  it('is never within the tolerance, however small the error', () => {
    expect(
      smallestDetectable({ standardError: 1e-6, degreesOfFreedom: 11, alpha: 0.0002, tolerance: 0.05 }),
    ).toBeGreaterThan(0.05);
  });

  it('is found in about 95 % of cases', () => {
    const draw = normalDraws(xoroshiro128plus(7));
    const units = 18;
    const alpha = 0.0002;
    const trials = 4000;
    let found = 0;
    for (let trial = 0; trial < trials; trial++) {
      const noise = Array.from({ length: units }, () => 0.05 * draw());
      const { standardError, degreesOfFreedom } = trimmedMean(noise);
      const change = smallestDetectable({ standardError, degreesOfFreedom, alpha, tolerance: 0.01 });
      const { estimate } = trimmedMean(noise.map((value) => value + change));
      if (studentTUpperTail(estimate / standardError, degreesOfFreedom) <= alpha) found++;
    }
    expect(found / trials).toBeGreaterThan(0.92);
  });
});
