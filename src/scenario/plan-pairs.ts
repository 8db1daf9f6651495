import { SluiceError } from '../model/error.ts';
import { budgetText, budgetTooShort, fewestUnits } from './budget.ts';

export interface PairsRequest {
  /** What is left of the budget for the pairs. */
  remainingMs: number;
  blockMs: number;
  leadInMs: number;
  /** From the end of one block to the start of the next. */
  switchMs: number;
  /** One restart of both arms. */
  restartMs: number;
  /** 0 = never. */
  restartEveryPairs: number;
  /** Whatever the budget holds. */
  maximumPairs: number;
}

/** When to look, fixed beforehand: alpha is split over the looks, and a look that was not planned would not be paid for. */
export interface PairsPlan {
  maximumPairs: number;
  /** Ascending numbers of pairs; the last is `maximumPairs`. */
  looks: number[];
  /** From now to the first and to the last look. */
  estimateMs: { earliest: number; latest: number };
}

/** Spaced by about 1.4, so that each look adds enough to be worth its part of alpha. */
const standardLooks = [8, 12, 18, 26, 36];
/** A look beyond this part of the last one would spend alpha and tell nothing new; as `planLooks` has it for stored pairs. */
const tooCloseToLast = 0.8;

/**
 * As many pairs as the budget holds, and the looks at them.
 * @throws SluiceError budget-too-short when fewer than 6 pairs fit, with the budget that is needed
 */
export function planPairs(request: PairsRequest): PairsPlan {
  const { remainingMs, maximumPairs } = request;
  if (maximumPairs < fewestUnits) {
    throw new SluiceError('budget-too-short', {
      fact: `At most ${maximumPairs} pairs are allowed, and fewer than ${fewestUnits} cannot be judged.`,
      remedy: `Raise \`pairing.maximum-pairs\` to at least ${fewestUnits}.`,
    });
  }
  const most = mostPairs(request);
  if (most < fewestUnits) throw budgetTooShort(remainingMs, durationOfPairs(fewestUnits, request), 'pairs');
  const looks = [...standardLooks.filter((look) => look <= tooCloseToLast * most), most];
  return {
    maximumPairs: most,
    looks,
    estimateMs: {
      earliest: durationOfPairs(looks[0] ?? most, request),
      latest: durationOfPairs(most, request),
    },
  };
}

/** `up to 18 pairs, looks after 8, 12 and 18, verdict between 2 and 5 minutes`. */
export function describePairs({ maximumPairs, looks, estimateMs: { earliest, latest } }: PairsPlan): string {
  const when = looks.length === 1 ? `one look after ${maximumPairs}` : `looks after ${listed(looks)}`;
  return `up to ${maximumPairs} pairs, ${when}, verdict ${span(earliest, latest)}`;
}

function mostPairs(request: PairsRequest): number {
  let pairs = 0;
  while (pairs < request.maximumPairs && durationOfPairs(pairs + 1, request) <= request.remainingMs)
    pairs += 1;
  return pairs;
}

/** How long so many pairs take. Restarts come between groups of pairs: none after the last. */
export function durationOfPairs(
  pairs: number,
  request: Omit<PairsRequest, 'remainingMs' | 'maximumPairs'>,
): number {
  const { blockMs, leadInMs, switchMs, restartMs, restartEveryPairs } = request;
  const restarts = restartEveryPairs > 0 ? Math.floor((pairs - 1) / restartEveryPairs) : 0;
  return pairs * 2 * (leadInMs + blockMs + switchMs) + restarts * restartMs;
}

function listed(numbers: readonly number[]): string {
  return `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

function span(earliestMs: number, latestMs: number): string {
  const [earliest, latest] = [budgetText(earliestMs), budgetText(latestMs)];
  if (earliest === latest) return `in about ${latest}`;
  const [number, unit] = earliest.split(' ');
  return latest.endsWith(` ${unit}`)
    ? `between ${number} and ${latest}`
    : `between ${earliest} and ${latest}`;
}
