import type { Arm, BlockRequests } from '../model/run.ts';
import { studentTUpperTail } from '../stats/student-t.ts';
import { trimmedMean } from '../stats/trimmed-mean.ts';
import type { BlockView } from './block-view.ts';
import { medianOf } from './median.ts';
import { percentOf } from './numbers.ts';
import type { Pair } from './pairing.ts';
import { fewestUnits } from './units.ts';

/** By so much of its time a request of the second half is faster than one of the first, before it matters. */
const tolerableFall = 0.05;
/** One-sided, that the fall after starts is chance. Not 1 %: each look asks again, and of both arms. */
const level = 0.001;
/** With one start, a fall and a neighbour's burst look alike. */
const fewestStarts = 2;
/** Of the starts, those after which latency fell by at least half of that: one burst makes a mean, too. */
const mostStarts = 0.75;
/** Completed requests in each half of a block. */
const fewestInHalf = 10;

export interface WarmUpCheck {
  /** The same pairs, those right after a start marked as invalid where the warm-up was not over. */
  pairs: Pair[];
  warnings: string[];
}

/**
 * Whether requests get faster within the first block after each start, which they do not within the others: then the
 * warm-up reached into what was measured. The pairs right after a start are then left out, in both arms alike whichever arm shows it, as
 * long as that leaves at least half of the pairs and enough to judge.
 */
export function checkWarmUp(pairs: readonly Pair[]): WarmUpCheck {
  const opening = new Set(openingPairs(pairs));
  const falls = (['base', 'candidate'] as const).flatMap((arm) => fallAfterStart(arm, pairs, opening) ?? []);
  if (falls.length === 0) return { pairs: [...pairs], warnings: [] };
  const valid = pairs.filter(({ invalid }) => invalid === null);
  const kept = valid.filter((pair) => !opening.has(pair)).length;
  const leaveOut = kept >= Math.max(fewestUnits, valid.length / 2);
  return {
    pairs: leaveOut ? pairs.map((pair) => (opening.has(pair) ? leftOut(pair) : pair)) : [...pairs],
    warnings: falls.map((fall) => warning(fall, leaveOut)),
  };
}

interface Fall {
  arm: Arm;
  /** 0.1: a request of the second half takes 10 % less. */
  share: number;
  starts: number;
}

/** The first pair of each start of either arm, in the order in which they were measured. */
function openingPairs(pairs: readonly Pair[]): Pair[] {
  const seen = new Set<string>();
  return pairs.filter((pair) => {
    const starts = (['base', 'candidate'] as const).map((arm) => `${arm} ${pair[arm].block.start}`);
    const isOpening = starts.some((start) => !seen.has(start));
    for (const start of starts) seen.add(start);
    return isOpening;
  });
}

/**
 * The falls of opening blocks against those of the others, by a t test with the spread of both together: what falls in
 * every block is the schedule, not the warm-up. Null when nothing is established.
 */
function fallAfterStart(arm: Arm, pairs: readonly Pair[], opening: ReadonlySet<Pair>): Fall | null {
  const fallsOf = (some: (pair: Pair) => boolean) =>
    pairs
      .filter((pair) => pair.invalid === null && some(pair))
      .flatMap((pair) => fallWithin(pair[arm]) ?? []);
  const after = fallsOf((pair) => opening.has(pair));
  const others = fallsOf((pair) => !opening.has(pair));
  if (after.length < fewestStarts || others.length < fewestUnits - fewestStarts) return null;
  const [mean, usual] = [meanOf(after), meanOf(others)];
  const degreesOfFreedom = after.length + others.length - 2;
  const variance = (squaresAround(after, mean) + squaresAround(others, usual)) / degreesOfFreedom;
  const error = Math.sqrt(variance * (1 / after.length + 1 / others.length));
  const share = 1 - Math.exp(usual - mean);
  const fell = after.filter((fall) => fall - usual > tolerableFall / 2).length;
  const isSure = error === 0 || studentTUpperTail((mean - usual) / error, degreesOfFreedom) <= level;
  return share > tolerableFall && fell >= mostStarts * after.length && isSure
    ? { arm, share, starts: after.length }
    : null;
}

/**
 * By how much, on the log scale, the typical request of the first half takes longer than that of the second, each held
 * against the median of its class. Null where single requests are not known, or are too few.
 */
export function fallWithin({ block }: BlockView): number | null {
  const { requests } = block;
  if (!requests) return null;
  const known = knownFalls.get(requests);
  if (known !== undefined) return known;
  const fall = fallOf(requests);
  knownFalls.set(requests, fall);
  return fall;
}

/** Every look asks for the same blocks again. */
const knownFalls = new WeakMap<BlockRequests, number | null>();

function fallOf({ classIndex, latencyMs }: BlockRequests): number | null {
  const logs = latencyMs.map((timeMs) => (timeMs ? Math.log(timeMs) : null));
  const medians = new Map(
    [...new Set(classIndex)].map((of) => [
      of,
      medianOf(logs.filter((log, j): log is number => log !== null && classIndex[j] === of)),
    ]),
  );
  const normalised = logs.map((log, j) => (log === null ? null : log - (medians.get(classIndex[j]!) ?? 0)));
  const middle = Math.floor(normalised.length / 2);
  const halves = [normalised.slice(0, middle), normalised.slice(middle)].map((half) =>
    half.filter((value) => value !== null),
  );
  if (halves.some(({ length }) => length < fewestInHalf)) return null;
  return trimmedMean(halves[0]!).estimate - trimmedMean(halves[1]!).estimate;
}

function leftOut(pair: Pair): Pair {
  if (pair.invalid !== null) return pair;
  return { ...pair, invalid: 'the warm-up after a start was not over', cause: 'warm-up' };
}

function warning({ arm, share, starts }: Fall, leaveOut: boolean): string {
  const what = leaveOut
    ? 'the first pair after each start was left out in both arms'
    : 'too few pairs are without a start right before them, so all were judged';
  return `the ${arm} was not warm: its latency fell by ${percentOf(share, false)} within the first block after each of ${starts} starts; ${what}; a longer \`lead-in\` would help`;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const squaresAround = (values: readonly number[], centre: number): number =>
  values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
