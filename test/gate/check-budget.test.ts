import { describe, expect, test } from 'vitest';
import { checkBudget } from '../../src/gate/check-budget.ts';
import { SluiceError } from '../../src/model/error.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { EdgeCasePlan, ScenarioPlan } from '../../src/model/scenario.ts';

const single: ScenarioPlan = { kind: 'single', requestsPerClass: 10, maximumMs: 3_000 };
const ramp: ScenarioPlan = { kind: 'ramp', shape: 'steps', from: 0.1, to: 2, steps: 8, stepMs: 2_700 };
const soak: ScenarioPlan = {
  kind: 'soak',
  durationMs: 600_000,
  blockMs: 10_000,
  level: { kind: 'capacity', share: 0.75 },
};
const mixed: ScenarioPlan = { kind: 'mixed' };
const oneCase: EdgeCasePlan = { name: 'empty', make: 'empty', expect: ['4xx'] };
const edgeCases: ScenarioPlan = { kind: 'edge-cases', cases: [oneCase], share: 0.1, maximumLength: 9 };

/** Two classes; a pair takes 12.8 s and a block 6 s, so 6 of them 77 and 36 s. */
const planOf = (budgetSeconds: number, scenarios: ScenarioPlan[]) =>
  ({
    budgetMs: budgetSeconds * 1000,
    scenarios,
    pairing: { blockMs: 5_000, leadInMs: 1_000, restartEveryPairs: 6, maximumPairs: 36 },
    workload: { classes: [{}, {}] },
    load: { mixedRatePerSecond: 10 },
  }) as Plan;

function check(budgetSeconds: number, scenarios: ScenarioPlan[], arms: 1 | 2): string[] | SluiceError {
  const notes: string[] = [];
  try {
    checkBudget(planOf(budgetSeconds, scenarios), arms, (event) => {
      if (event.kind === 'note') notes.push(event.text);
    });
  } catch (error) {
    if (error instanceof SluiceError) return error;
    throw error;
  }
  return notes;
}

describe('a budget', () => {
  test.each<[string, number, ScenarioPlan[], 1 | 2]>([
    ['that holds 6 pairs', 77, [mixed], 2],
    ['that holds 6 blocks', 36, [mixed], 1],
    ['of which the ramps of both arms take less than half', 130, [ramp, mixed], 2],
    ['of which everything of one arm takes half at most', 90, [single, ramp, mixed], 1],
  ])('%s is fine, without a word', (_, seconds, scenarios, arms) => {
    expect(check(seconds, scenarios, arms)).toEqual([]);
  });

  test.each<[string, number, ScenarioPlan[], 1 | 2, string[]]>([
    ['6 pairs', 76, [mixed], 2, ['76 s', '77 s', 'the 6 pairs that a verdict needs 77 s']],
    ['6 blocks', 35, [mixed], 1, ['the 6 blocks that a verdict needs 36 s', 'or shorten `pairing.block`']],
    // Of both arms: 2 x 8 x (2.7 + 0.3) s.
    ['the ramps', 120, [ramp, mixed], 2, ['ramp 48 s', '3 minutes', 'first `ramp`']],
    // Of the candidate alone.
    ['a soak', 660, [ramp, soak, mixed], 2, ['soak 10 minutes', 'ramp 48 s', 'first `soak`']],
    ['edge cases', 40, [mixed, edgeCases], 1, ['edge-cases']],
  ])('that cannot hold %s is refused with what takes how long', (_, seconds, scenarios, arms, words) => {
    const error = check(seconds, scenarios, arms);
    if (!(error instanceof SluiceError)) throw new TypeError('it was taken');
    expect(error.code).toBe('budget-too-short');
    expect(error.remedy).toMatch(/^Raise the budget to at least /);
    for (const word of words) expect(`${error.fact} ${error.remedy}`).toContain(word);
  });

  test('that `single` could only use up with slow answers is taken', () => {
    const slow: ScenarioPlan = { ...single, maximumMs: 30_000 };
    expect(check(80, [slow, mixed], 2)).toHaveLength(1);
  });

  test('is told of the starts of the target that `faults` needs, by a guess, and not refused for them', () => {
    const faults = {
      kind: 'faults',
      faults: [{ kind: 'gone' }, { kind: 'failing' }],
      beforeMs: 5_000,
      holdMs: 10_000,
      afterMs: 10_000,
    } as ScenarioPlan;
    expect(check(89, [faults, mixed], 1)).toEqual([expect.stringContaining('(faults 57 s)')]);
  });

  test('of which less than half is left to the verdict is told with what takes it', () => {
    expect(check(100, [single, ramp, mixed, { ...soak, durationMs: 30_000 }], 1)).toEqual([
      // With 2 s to settle in the ramp.
      'What does not decide takes about 59 s of the budget of 100 s (single 3 s, ramp 26 s, soak 30 s), which leaves 41 s to the verdict.',
    ]);
  });
});
