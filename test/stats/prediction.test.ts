import { describe, expect, it } from 'vitest';
import { predictNext } from '../../src/stats/prediction.ts';

describe('the prediction of a next run', () => {
  it('shrinks the variance of few runs to the prior', () => {
    const { mean, standardError, degreesOfFreedom } = predictNext([1, 1.2, 1.1], { spread: 0.1, weight: 4 });
    expect(mean).toBeCloseTo(1.1, 12);
    expect(degreesOfFreedom).toBe(6);
    // (4 * 0.01 + 0.02) / 6 = 0.01, times 1 + 1/3
    expect(standardError).toBeCloseTo(Math.sqrt(0.01 * (4 / 3)), 12);
  });

  it('takes the level from the newest runs, and from those of former levels only how much runs differ', () => {
    const prior = { spread: 0.1, weight: 4 };
    const { mean, standardError, degreesOfFreedom } = predictNext([2, 2.2], prior, [[1, 1.2, 1.1], [], [5]]);
    expect(mean).toBeCloseTo(2.1, 12);
    // 4 of the prior, 2 of three runs, none of one, 1 of two.
    expect(degreesOfFreedom).toBe(7);
    expect(standardError).toBeCloseTo(Math.sqrt(((0.04 + 0.02 + 0.02) / 7) * 1.5), 12);
  });

  it('rests on the prior alone after one run', () => {
    const { standardError, degreesOfFreedom } = predictNext([3], { spread: 0.1, weight: 4 });
    expect(standardError).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(degreesOfFreedom).toBe(4);
  });
});
