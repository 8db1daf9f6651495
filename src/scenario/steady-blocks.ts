import type { LoadPlan } from '../model/plan.ts';
import type { SteadyPlan } from '../model/scenario.ts';
import { mostRequestsPerBlock } from '../model/schedule.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawnArrivals } from './arrivals.ts';
import { openBlock } from './open-block.ts';
import { betweenMs } from './scenario-ms.ts';

/** A run file stays small however long a load goes on: what matters is how it moves, not each ten seconds of a day. */
const mostBlocks = 360;
const fewestRequests = 10;
const longestLeadInMs = 1_000;

/** Into how many blocks of which length a steady load is cut. */
export interface SteadyCourse {
  ratePerSecond: number;
  blocks: number;
  /** Lead-in included. */
  blockMs: number;
  leadInMs: number;
}

/**
 * Blocks of the asked length; longer ones where there would be more than 360, or fewer than 10 requests in each, and shorter
 * ones where the requests of one would not fit into memory. Between blocks the requests in flight are answered, for
 * which each has a lead-in of a tenth of its length, at most a second.
 */
export function steadyCourse({ durationMs, blockMs }: SteadyPlan, ratePerSecond: number): SteadyCourse {
  const holding = (requests: number) => (requests * 1000) / ratePerSecond;
  const wanted = Math.max(blockMs, durationMs / mostBlocks, holding(fewestRequests));
  const lengthMs = Math.min(wanted, holding(mostRequestsPerBlock), durationMs);
  return {
    ratePerSecond,
    blocks: Math.max(1, Math.floor(durationMs / (lengthMs + betweenMs))),
    blockMs: lengthMs,
    leadInMs: Math.min(longestLeadInMs, lengthMs / 10),
  };
}

export interface SteadyBlockRequest {
  scenario: SteadyPlan['kind'];
  index: number;
  course: SteadyCourse;
  load: LoadPlan;
  workload: Workload;
  random: Random;
}

/** One block of a steady load. */
export function steadyBlock({ course, load, ...request }: SteadyBlockRequest): BlockPlan {
  const { ratePerSecond, leadInMs, blockMs } = course;
  return openBlock({
    ...request,
    ratePerSecond,
    leadInMs,
    durationMs: blockMs - leadInMs,
    arrivals: drawnArrivals(load.arrivals),
  });
}
