import { fewestUnits } from './units.ts';

/** Pairs at which the data is looked at: each about 1.4 times the one before, so that few looks share alpha. */
const usualLooks = [8, 12, 18, 26, 36, 50, 70, 100, 140, 200];
/** A look so close before the last one is not worth its alpha. */
const tooCloseToLast = 0.8;

/**
 * The looks that a budget of `mostPairs` pairs holds, to be fixed before the first block: the usual ones, and the last
 * at the end of the budget. Empty when the budget cannot hold the 6 pairs that any judgement needs.
 */
export function planLooks(mostPairs: number): number[] {
  const last = Math.floor(mostPairs);
  if (last < fewestUnits) return [];
  return [...usualLooks.filter((pairs) => pairs <= tooCloseToLast * last), last];
}
