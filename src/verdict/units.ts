/** Fewer units than this say nothing about their own spread. */
export const fewestUnits = 6;
/** Matched requests that a unit should hold. */
const fewestMatched = 3;
/** Requests that a unit should hold beyond its quantile. */
const requestsBeyond = 3;

/**
 * How many neighbouring pairs (or blocks of one arm) make one unit, so that about 3 requests lie beyond the quantile `p`:
 * `ceil(3 / (min(p, 1 - p) n10))`, with `n10` the 10th percentile of successful requests a block, over the blocks that have
 * any: those without are no part of a unit. Infinity without requests.
 */
export function pairsPerUnit(p: number, successesPerBlock: readonly number[]): number {
  const tenth = tenthPercentile(successesPerBlock);
  return tenth === 0 ? Infinity : Math.ceil(requestsBeyond / (Math.min(p, 1 - p) * tenth));
}

/**
 * How many neighbouring pairs make one unit of matched requests: `ceil(3 / n10)`, with `n10` the 10th percentile of matched
 * requests a pair that has any. Single requests would do as units too, but their tails made false alarms half again as frequent as they
 * may be (docs/method.md).
 */
export function pairsPerMatchedUnit(matchedPerPair: readonly number[]): number {
  const tenth = tenthPercentile(matchedPerPair);
  return tenth === 0 ? Infinity : Math.ceil(fewestMatched / tenth);
}

/** Successful requests a block that the quantile `p` needs when so many pairs are measured. */
export function requestsNeeded(p: number, pairs: number): number {
  const perUnit = Math.max(1, Math.floor(pairs / fewestUnits));
  return Math.ceil(requestsBeyond / (Math.min(p, 1 - p) * perUnit));
}

/** Matched requests a block that are needed when so many pairs are measured. */
export function matchedRequestsNeeded(pairs: number): number {
  return Math.ceil(fewestMatched / Math.max(1, Math.floor(pairs / fewestUnits)));
}

/** Groups of at least `size` neighbours; what is left over is spread, so that no pair is lost. */
export function mergeNeighbours<T>(pairs: readonly T[], size: number): T[][] {
  const units = Math.floor(pairs.length / size);
  return Array.from({ length: units }, (_, unit) =>
    pairs.slice(Math.floor((unit * pairs.length) / units), Math.floor(((unit + 1) * pairs.length) / units)),
  );
}

function tenthPercentile(counts: readonly number[]): number {
  const ascending = counts.filter((count) => count > 0).sort((a, b) => a - b);
  return ascending[Math.floor(0.1 * (ascending.length - 1))] ?? 0;
}
