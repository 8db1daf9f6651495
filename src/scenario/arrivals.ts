import type { LoadPlan } from '../model/plan.ts';
import type { Random } from '../model/schedule.ts';

/** How many requests a rate makes of a duration, to the nearest whole one. */
export function countOf(ratePerSecond: number, durationMs: number): number {
  return Math.round((ratePerSecond * durationMs) / 1000);
}

/**
 * Requests at equal distances, half a distance from either end, so that parts put together keep the distance.
 * @returns `countOf` times in milliseconds from the start, ascending, all below `durationMs`
 */
export function constantArrivals(ratePerSecond: number, durationMs: number): Float64Array {
  const count = countOf(ratePerSecond, durationMs);
  return Float64Array.from({ length: count }, (_, i) => ((i + 0.5) * durationMs) / count);
}

/**
 * Arrivals of users who know nothing of each other: a Poisson process, given its number of requests.
 *
 * The number is fixed at rate times duration. Given their number, the arrivals of a Poisson process are distributed as
 * that many independent uniform times, sorted (Kingman, Poisson Processes, 1993, section 2.4). Bursts and gaps stay
 * as they would be; what goes is the chance in the number itself, sqrt(n) of n, which would make the throughput and the
 * queues of a block differ from block to block (by 7 % at 200 requests) and tell nothing of the server.
 * @returns `countOf` times in milliseconds from the start, ascending, all below `durationMs`
 */
export function poissonArrivals(ratePerSecond: number, durationMs: number, random: Random): Float64Array {
  const count = countOf(ratePerSecond, durationMs);
  return Float64Array.from({ length: count }, () => random() * durationMs).sort();
}

export function drawArrivals(
  arrivals: LoadPlan['arrivals'],
  ratePerSecond: number,
  durationMs: number,
  random: Random,
): Float64Array {
  switch (arrivals) {
    case 'constant':
      return constantArrivals(ratePerSecond, durationMs);
    case 'poisson':
      return poissonArrivals(ratePerSecond, durationMs, random);
  }
}
