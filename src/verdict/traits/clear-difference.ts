import { trimmedMean, withStartVariance } from '../../stats/trimmed-mean.ts';
import { tEvidence } from '../log-ratio.ts';
import { medianOf } from '../median.ts';
import { fewestUnits } from '../units.ts';

/** What was seen in one pair of blocks under the same schedule. */
export interface PairOfValues {
  base: number;
  candidate: number;
}

/** Typical values of both arms, the medians over the pairs. */
export type Difference = PairOfValues;

/**
 * One-sided, that there is no difference. Some ten things are looked at, none of which decides anything: 0.5 % each keeps a run of
 * equal arms free of them in 19 of 20.
 */
const level = 0.005;

/**
 * A stated rule: the trimmed mean of the pairs' differences is beyond `size`, and the pairs and starts spread too little for
 * it to be chance. Positive sizes ask for more in the candidate, negative ones for less. Null where that is not so.
 */
export function clearDifference(pairs: readonly PairOfValues[], size: number): Difference | null {
  return clearly(pairs, size, (pair) => pair.candidate - pair.base, null);
}

/** The same for ratios: `share` 0.1 asks for at least 10 % more, -0.1 for 10 % less. Pairs without a value above 0 are left out. */
export function clearRatio(pairs: readonly PairOfValues[], share: number, starts: number): Difference | null {
  const positive = pairs.filter(({ base, candidate }) => base > 0 && candidate > 0);
  return clearly(positive, Math.log1p(share), ({ base, candidate }) => Math.log(candidate / base), starts);
}

function clearly(
  pairs: readonly PairOfValues[],
  size: number,
  differenceOf: (pair: PairOfValues) => number,
  starts: number | null,
): Difference | null {
  if (pairs.length < fewestUnits) return null;
  const sign = Math.sign(size);
  const mean = trimmedMean(pairs.map((pair) => sign * differenceOf(pair)));
  const { standardError, degreesOfFreedom } = starts === null ? mean : withStartVariance(mean, starts);
  const { p } = tEvidence(mean.estimate, standardError, degreesOfFreedom);
  if (mean.estimate < Math.abs(size) || p > level) return null;
  return {
    base: medianOf(pairs.map(({ base }) => base)) ?? 0,
    candidate: medianOf(pairs.map(({ candidate }) => candidate)) ?? 0,
  };
}
