/**
 * HDR bucket arithmetic: 3 significant digits at a unit of 1 µs, as in HdrHistogram
 * (Gil Tene; https://hdrhistogram.github.io/HdrHistogram). A value is replaced by the centre of its bucket,
 * which is what HdrHistogram calls the median equivalent value, so that a distribution kept in memory and one
 * read back from a run file are the same numbers.
 */
const subBucketCount = 2048;
/** One hour, in µs: nothing that Sluice waits for takes longer. Fits 32 bits, which the arithmetic below relies on. */
export const highestTrackableUs = 3_600_000_000;

/** The centre of the bucket that `valueMs` (rounded to 1 µs, clamped to 0 .. 1 h) falls into, in milliseconds. */
export function quantise(valueMs: number): number {
  const us = Math.min(Math.max(Math.round(valueMs * 1000), 0), highestTrackableUs);
  const width = 2 ** (32 - Math.clz32(Math.floor(us / subBucketCount)));
  return (Math.floor(us / width) * width + Math.floor(width / 2)) / 1000;
}
