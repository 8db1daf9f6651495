/**
 * HDR bucket arithmetic: 3 significant digits at a unit of 1 µs, as in HdrHistogram
 * (Gil Tene; https://hdrhistogram.github.io/HdrHistogram). A value is replaced by the centre of its bucket,
 * which is what HdrHistogram calls the median equivalent value, so that a distribution kept in memory and one
 * read back from a run file are the same numbers.
 */
const subBucketCount = 2048;
/** One hour, in µs: nothing that Sluice waits for takes longer. Fits 32 bits, which the arithmetic below relies on. */
export const highestTrackableUs = 3_600_000_000;

const subBucketHalf = subBucketCount / 2;
/** 2048 buckets of width 1 µs, then 1024 of each further power of two, up to an hour. */
export const bucketCount = 23 * subBucketHalf;

/** The centre of the bucket that `valueMs` (rounded to 1 µs, clamped to 0 .. 1 h) falls into, in milliseconds. */
export function quantise(valueMs: number): number {
  return centreOf(bucketOf(valueMs));
}

/** The index of the bucket that a time in milliseconds falls into, 0 to `bucketCount` - 1. */
export function bucketOf(valueMs: number): number {
  const us = Math.min(Math.max(Math.round(valueMs * 1000), 0), highestTrackableUs);
  const octave = 32 - Math.clz32(Math.floor(us / subBucketCount));
  return octave * subBucketHalf + Math.floor(us / 2 ** octave);
}

/** The centre of a bucket by its index, in milliseconds: what `bucketOf` leads back to. */
export function centreOf(bucket: number): number {
  if (bucket < subBucketCount) return bucket / 1000;
  const width = 2 ** (Math.floor(bucket / subBucketHalf) - 1);
  return (((bucket % subBucketHalf) + subBucketHalf) * width + width / 2) / 1000;
}
