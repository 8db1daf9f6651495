import { budgetTooShort, fewestUnits } from './budget.ts';

/** More than 24 blocks of one start say little more about a run: between runs the spread is larger than within. */
export const mostBaselineBlocks = 24;

/**
 * How many blocks of one arm the budget holds, for the comparison with committed runs: 24, or as many as fit.
 * @throws SluiceError budget-too-short below 6
 */
export function planBaselineBlocks(time: { remainingMs: number; blockMs: number; leadInMs: number }): number {
  const eachMs = time.blockMs + time.leadInMs;
  const blocks = Math.min(mostBaselineBlocks, Math.floor(time.remainingMs / eachMs));
  if (blocks < fewestUnits) throw budgetTooShort(time.remainingMs, fewestUnits * eachMs, 'blocks');
  return blocks;
}
