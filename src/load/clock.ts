/**
 * One monotonic clock for all threads, in milliseconds. `performance.now()` counts from an origin of its own in each
 * thread; the origins are brought together through `process.hrtime`, which is the same clock in every thread. (Not
 * through `performance.timeOrigin`: that is wall-clock time, and a step of the wall clock between the starts of two
 * threads would shift them against each other.)
 */
export type Clock = () => number;

export function createClock(): Clock {
  let offsetMs = 0;
  let narrowestMs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 20; attempt++) {
    const before = performance.now();
    const sharedMs = Number(process.hrtime.bigint()) / 1e6;
    const after = performance.now();
    if (after - before < narrowestMs) {
      narrowestMs = after - before;
      offsetMs = sharedMs - (before + after) / 2;
    }
  }
  return () => performance.now() + offsetMs;
}
