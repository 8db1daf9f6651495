import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { verdictSentence } from './gate-words.ts';
import { areInterleaved, judgePaired } from './paired.ts';
import type { StoredPairsOptions } from './paired.ts';
import { pairBlocks } from './pairing.ts';
import { judgeLimits } from './slo-gate.ts';

/**
 * What a gate has to show that was ended before its time: all that was measured until then, judged as far as it goes, and
 * invalid whatever it says, since a gate may not conclude from less than it was to measure.
 */
export function judgeCancelled(
  base: Run | undefined,
  candidate: Run,
  options: Omit<StoredPairsOptions, 'plannedLooks'>,
): Verdict {
  const { slo = [] } = options;
  const paired = base !== undefined && areInterleaved(base, candidate);
  const judged = paired ? judgePaired(base, candidate, options) : judgeLimits(candidate, slo);
  const measured = paired
    ? count(pairBlocks(base, candidate).length, 'pair')
    : count(candidate.blocks.length, 'block');
  const unsaid = {
    ...judged,
    verdict: 'invalid' as const,
    reasons: [
      { code: 'cancelled', message: `it was cancelled after ${measured}` },
      // That there is no limit says nothing where none was needed.
      ...(paired || slo.length > 0 ? judged.reasons : []),
    ],
  };
  return { ...unsaid, sentence: verdictSentence(unsaid) };
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
