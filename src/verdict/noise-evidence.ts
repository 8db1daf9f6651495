import { allClasses } from '../model/metric.ts';
import type { Reason } from '../model/verdict.ts';
import { quantileOf } from '../stats/distribution.ts';
import { trimmedMean } from '../stats/trimmed-mean.ts';
import { percentOf } from './numbers.ts';
import type { Pair } from './pairing.ts';
import { validPairs } from './pairing.ts';
import { stolenShare } from './runner-conditions.ts';

/** What was seen of the machine, for a gate that could not decide: steal, quota, dropped pairs, spread. */
export function noiseEvidence(pairs: readonly Pair[]): Reason[] {
  const seen = [...stealSeen(pairs), ...throttlingSeen(pairs), ...droppedSeen(pairs), ...spreadSeen(pairs)];
  return seen.length === 0
    ? []
    : [{ code: 'noise-evidence', message: `seen of this runner: ${seen.join('; ')}` }];
}

const conditionsOf = (pairs: readonly Pair[]) =>
  pairs.flatMap(({ base, candidate }) => [base, candidate].flatMap(({ block }) => block.runner ?? []));

function stealSeen(pairs: readonly Pair[]): string[] {
  const shares = conditionsOf(pairs).flatMap((conditions) => stolenShare(conditions) ?? []);
  if (shares.length === 0) return [];
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const [usual, worst] = [mean, Math.max(...shares)].map((share) => percentOf(share, false));
  return [`the hypervisor took ${usual} of the wanted CPU time away on average, ${worst} in the worst block`];
}

function throttlingSeen(pairs: readonly Pair[]): string[] {
  const worst = Math.max(0, ...conditionsOf(pairs).map(({ throttledShare }) => throttledShare ?? 0));
  if (worst === 0) return [];
  return [`the CPU quota was used up in up to ${percentOf(worst, false)} of its periods`];
}

function droppedSeen(pairs: readonly Pair[]): string[] {
  const dropped = pairs.length - validPairs(pairs).length;
  return dropped === 0 ? [] : [`${dropped} of ${pairs.length} pairs were left out`];
}

/** Of single pairs, outermost fifths left out, as for the estimates. */
function spreadSeen(pairs: readonly Pair[]): string[] {
  const logRatios = validPairs(pairs).flatMap(({ base, candidate }) => {
    const [before, after] = [base, candidate].map((view) =>
      quantileOf(view.timing(allClasses, 'latency'), 0.5),
    );
    return before && after ? [Math.log(after / before)] : [];
  });
  if (logRatios.length < 2) return [];
  return [
    `the p50 latency of a pair varies by ${percentOf(Math.expm1(trimmedMean(logRatios).spread), false)}`,
  ];
}
