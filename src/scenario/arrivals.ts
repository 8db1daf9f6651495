import type { ArrivalsPlan, ReplayArrivals } from '../model/plan.ts';
import type { Random } from '../model/schedule.ts';
import { gammaArrivals } from './gamma-arrivals.ts';

/** Arrivals that are drawn for a rate; a replayed trace has a rate of its own. */
export type DrawnArrivals = Exclude<ArrivalsPlan, ReplayArrivals>;

/** How many requests a rate makes of a duration, to the nearest whole one. */
export function countOf(ratePerSecond: number, durationMs: number): number {
  return Math.round((ratePerSecond * durationMs) / 1000);
}

/**
 * `count` arrivals of the chosen kind.
 * @returns exactly `count` times in milliseconds from the start, ascending, all below `durationMs`
 */
export function drawArrivals(
  arrivals: DrawnArrivals,
  count: number,
  durationMs: number,
  random: Random,
): Float64Array {
  switch (arrivals) {
    case 'constant':
      return constantArrivals(count, durationMs);
    case 'poisson':
      return poissonArrivals(count, durationMs, random);
    default:
      return gammaArrivals(arrivals.burstiness, count, durationMs, random);
  }
}

/** Requests at equal distances, half a distance from either end, so that parts put together keep the distance. */
export function constantArrivals(count: number, durationMs: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => ((i + 0.5) * durationMs) / count);
}

/**
 * Arrivals of users who know nothing of each other: a Poisson process, given its number of requests.
 *
 * The number is fixed at rate times duration. Given their number, the arrivals of a Poisson process are distributed as
 * that many independent uniform times, sorted (Kingman, Poisson Processes, 1993, section 2.4). Bursts and gaps stay
 * as they would be; what goes is the chance in the number itself, sqrt(n) of n, which would make the throughput and the
 * queues of a block differ from block to block (by 7 % at 200 requests) and tell nothing of the server.
 */
export function poissonArrivals(count: number, durationMs: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => random() * durationMs).sort();
}

/** Scenarios that prescribe rates cannot take the rate of a trace: there, arrivals are those of a Poisson process. */
export function drawnArrivals(arrivals: ArrivalsPlan): DrawnArrivals {
  return typeof arrivals === 'object' && arrivals.kind === 'replay' ? 'poisson' : arrivals;
}
