import { centreOf, quantise } from '../model/distribution.ts';
import type { Distribution } from '../model/run.ts';

/** A distribution from single values in milliseconds, in any order: quantised to HDR buckets, sorted, counted. */
export function createDistribution(valuesMs: ArrayLike<number>): Distribution {
  const sorted = Float64Array.from(valuesMs, quantise).sort();
  const distribution: Distribution = { valuesMs: [], counts: [] };
  let last = Number.NaN;
  for (const value of sorted) {
    if (value === last) distribution.counts.push((distribution.counts.pop() ?? 0) + 1);
    else {
      distribution.valuesMs.push(value);
      distribution.counts.push(1);
      last = value;
    }
  }
  return distribution;
}

/** A distribution from counts by HDR bucket. */
export function distributionOfCounts(counts: Uint32Array): Distribution {
  const distribution: Distribution = { valuesMs: [], counts: [] };
  counts.forEach((count, bucket) => {
    if (count === 0) return;
    distribution.valuesMs.push(centreOf(bucket));
    distribution.counts.push(count);
  });
  return distribution;
}
