import type { Cost } from './characteristics.ts';

/** What the candidate costs more a month, in its currency; undefined where either is not known, or not in the same money. */
export function monthlyDifference(base: Cost, candidate: Cost): number | undefined {
  if (base.currency !== candidate.currency || base.perMonth === null || candidate.perMonth === null)
    return undefined;
  return candidate.perMonth - base.perMonth;
}
