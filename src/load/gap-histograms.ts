import type { GapCounts } from '../model/sample.ts';

/** Buckets of one power of two. */
const octave = 1024;

/**
 * Counts gaps by class and HDR bucket. A class takes memory once it has a gap, as far as its longest one reaches: 40 KiB up
 * to gaps of 0.5 s, 92 KiB at the most.
 */
export class GapHistograms {
  readonly counts: GapCounts = [];

  add(classIndex: number, bucket: number): void {
    let counts = this.counts[classIndex];
    if (!counts || bucket >= counts.length) {
      const longer = new Uint32Array((Math.floor(bucket / octave) + 1) * octave);
      if (counts) longer.set(counts);
      counts = this.counts[classIndex] = longer;
    }
    counts[bucket] = (counts[bucket] as number) + 1;
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
