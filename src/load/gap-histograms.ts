import type { GapCounts } from '../model/sample.ts';
import { countBucket } from './distribution.ts';

/** Counts gaps by class and HDR bucket. A class takes memory once it has a gap. */
export class GapHistograms {
  readonly counts: GapCounts = [];

  add(classIndex: number, bucket: number): void {
    this.counts[classIndex] = countBucket(this.counts[classIndex], bucket);
  }
}

/** Of all workers together. */
export function mergeGapCounts(ofWorkers: readonly GapCounts[]): GapCounts {
  const merged: GapCounts = [];
  for (const counts of ofWorkers) {
    counts.forEach((mine, classIndex) => {
      if (mine) merged[classIndex] = addUp(merged[classIndex], mine);
    });
  }
  return merged;
}

function addUp(sum: Uint32Array | undefined, more: Uint32Array): Uint32Array {
  if (!sum) return more;
  const [longer, shorter] = sum.length >= more.length ? [sum, more] : [more, sum];
  shorter.forEach((count, bucket) => (longer[bucket] = (longer[bucket] as number) + count));
  return longer;
}
