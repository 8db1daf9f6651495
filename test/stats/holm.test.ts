import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holmAdjust } from '../../src/stats/holm.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

/** Which hypotheses the step-down procedure itself rejects, as Holm describes it. */
function rejectedStepByStep(values: number[], alpha: number): boolean[] {
  const rejected = values.map(() => false);
  for (;;) {
    const left = values.map((p, i) => ({ p, i })).filter(({ i }) => !rejected[i]);
    const smallest = left.sort((a, b) => a.p - b.p)[0];
    if (!smallest || smallest.p * left.length > alpha) return rejected;
    rejected[smallest.i] = true;
  }
}

describe("Holm's adjustment", () => {
  it('gives what R gives', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    expect(holmAdjust([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('rejects what the procedure rejects, step by step', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (values, alpha) => {
        expect(holmAdjust(values).map((p) => p <= alpha)).toEqual(rejectedStepByStep(values, alpha));
      }),
    );
  });

  it('never lies below the p value and never above 1', () => {
    fc.assert(
      fc.property(pValues, (values) => {
        holmAdjust(values).forEach((p, i) => {
          expect(p).toBeGreaterThanOrEqual(values[i]!);
          expect(p).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});
