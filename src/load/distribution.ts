import { centreOf } from '../model/distribution.ts';
import type { Distribution } from '../model/run.ts';

/** Buckets of one power of two. */
const octave = 1024;

/**
 * Counts a value by its HDR bucket. The counts reach as far as the largest value did: 40 KiB up to 0.5 s, 92 KiB at the
 * most, however many values there are.
 * @returns the same counts, or longer ones in their place
 */
export function countBucket(counts: Uint32Array | undefined, bucket: number): Uint32Array {
  let reaching = counts;
  if (!reaching || bucket >= reaching.length) {
    reaching = new Uint32Array((Math.floor(bucket / octave) + 1) * octave);
    if (counts) reaching.set(counts);
  }
  reaching[bucket] = (reaching[bucket] as number) + 1;
  return reaching;
}

/** A distribution from counts by HDR bucket. */
export function distributionOfCounts(counts: Uint32Array): Distribution {
  const distribution: Distribution = { valuesMs: [], counts: [] };
  // A loop: a call for each of thousands of empty buckets is most of what closing a block of many classes takes.
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] as number;
    if (count === 0) continue;
    distribution.valuesMs.push(centreOf(bucket));
    distribution.counts.push(count);
  }
  return distribution;
}
