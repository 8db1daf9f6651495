import { quantileSorted } from 'simple-statistics';
import type { BlockRequests } from '../../model/run.ts';
import { medianOf } from '../median.ts';

/** What requests were like before an event. */
export interface NormalLevel {
  /** By position of the class, in milliseconds; only of classes that are known well enough. */
  medianMs: ReadonlyMap<number, number>;
  /** The natural logarithm of latency over the median of its class, above which a request is not as before. */
  bound: number;
  /** How many requests are not as before, when all is as before. */
  share: number;
}

/** Fewer completed requests tell nothing of what is normal. */
const fewestRequests = 10;
const fewestOfClass = 3;
const boundQuantile = 0.95;
/** The bound lies at least so far above the median: times that hardly differ before may be a little longer after, on a machine with neighbours. */
const leastBound = Math.log(1.5);
/** So much more likely must it be that the rest is as before than that it is not: 10,000 to 1. */
const sureEvidence = Math.log(10_000);

/**
 * The level of the requests of a block. Classes differ in length, so each request is compared with the median of its own class; the
 * bound is the 95th percentile of these ratios, at least 1.5. Null where fewer than 10 requests completed, or most failed.
 */
export function normalLevel({ classIndex, latencyMs }: BlockRequests): NormalLevel | null {
  const completedRows = [...latencyMs.keys()].filter((j) => latencyMs[j] !== null);
  const medianMs = new Map<number, number>();
  for (const [of, rows] of Map.groupBy(completedRows, (j) => classIndex[j]!)) {
    const median = medianOf(rows.map((j) => latencyMs[j]!));
    if (median && rows.length >= fewestOfClass) medianMs.set(of, median);
  }
  const excesses = excessesOf({ classIndex, latencyMs }, medianMs).filter((each) => each !== null);
  const completed = excesses.filter((each) => each < Infinity).sort((a, b) => a - b);
  if (completed.length < fewestRequests || completed.length < excesses.length / 2) return null;
  const bound = Math.max(leastBound, quantileSorted(completed, boundQuantile));
  const beyond = excesses.filter((each) => each > bound).length;
  return { medianMs, bound, share: Math.max(1 - boundQuantile, beyond / excesses.length) };
}

/** ln(latency / median of its class); infinite for a request that failed, null where the class has no median. */
function excessesOf(
  { classIndex, latencyMs }: Pick<BlockRequests, 'classIndex' | 'latencyMs'>,
  medianMs: ReadonlyMap<number, number>,
): (number | null)[] {
  return latencyMs.map((latency, j) => {
    const median = medianMs.get(classIndex[j]!);
    if (median === undefined) return null;
    return latency === null ? Infinity : Math.log(latency / median);
  });
}

/**
 * When requests became as before, in milliseconds from the start of their block: the change point of the sequence, by due
 * time, of requests that failed or are beyond the bound. Before it, a request is beyond with the probability
 * (9 + share) / 10, after it with `share`; the most likely change point is where the sum of the log-likelihood ratios of the
 * requests so far is greatest (Page 1954, Biometrika 41; Hinkley 1970, Biometrika 57). So single slow requests move nothing, and
 * requests count as not as before while more than about two fifths of them are beyond the bound. The time is half-way
 * between the last request before the change point and the first after it; 0 where all were as before from the start. Null
 * where the requests after it do not establish, 10,000 to 1, that they are as before.
 */
export function timeUntilNormal(
  level: NormalLevel,
  { classIndex, latencyMs, dueMs }: BlockRequests,
): number | null {
  const disturbed = (9 + level.share) / 10;
  const ofBeyond = Math.log(disturbed / level.share);
  const ofNormal = Math.log((1 - disturbed) / (1 - level.share));
  const excesses = excessesOf({ classIndex, latencyMs }, level.medianMs);
  const rows = [...excesses.keys()].filter((j) => excesses[j] !== null && dueMs?.[j] !== undefined);
  let [sum, most, change] = [0, 0, 0];
  for (const [position, j] of rows.entries()) {
    sum += excesses[j]! > level.bound ? ofBeyond : ofNormal;
    if (sum > most) [most, change] = [sum, position + 1];
  }
  if (most - sum < sureEvidence) return null;
  const dueOf = (position: number) => dueMs?.[rows[position]!] ?? 0;
  return change === 0 ? 0 : (dueOf(change - 1) + dueOf(change)) / 2;
}
