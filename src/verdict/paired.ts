import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import type { PairedOptions } from './look.ts';
import { lookAtPairs } from './look.ts';
import { pairBlocks } from './pairing.ts';
import { planLooks } from './plan-looks.ts';

export interface StoredPairsOptions extends Omit<PairedOptions, 'plannedLooks'> {
  /** By default those that the run was measured with, and where it does not tell, those that its pairs would have had. */
  plannedLooks?: readonly number[];
}

/**
 * Judges the `mixed` blocks of two runs that were measured in pairs on one machine, by taking every planned look in
 * order and stopping at the first that decides, as the gate did while it measured. With fewer pairs than planned the
 * last look is taken at their end; the split of alpha stays as planned. Pairs beyond the last look are not used.
 */
export function judgePaired(base: Run, candidate: Run, options: StoredPairsOptions): Verdict {
  const pairs = pairBlocks(base, candidate);
  const plannedLooks = options.plannedLooks ?? candidate.plannedLooks ?? planLooks(pairs.length);
  for (let lookNumber = 0; ; lookNumber++) {
    const planned = plannedLooks[lookNumber] ?? pairs.length;
    const final = lookNumber >= plannedLooks.length - 1 || pairs.length <= planned;
    const look = { ...options, plannedLooks, lookNumber, final };
    const { decision, verdict } = lookAtPairs(base, candidate, pairs.slice(0, planned), look);
    if (final || decision !== 'continue') return verdict;
  }
}

/**
 * Whether two runs were measured in turn: every pair has its two blocks next to each other in time. Runs that were
 * measured one after the other cannot be judged as pairs, since drift of the machine would read as a change.
 */
export function areInterleaved(base: Run, candidate: Run): boolean {
  const pairs = pairBlocks(base, candidate);
  return (
    pairs.length > 0 &&
    pairs.every((pair) => Math.abs(pair.base.block.order - pair.candidate.block.order) === 1)
  );
}
