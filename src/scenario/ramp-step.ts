import type { LoadPlan } from '../model/plan.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawnArrivals } from './arrivals.ts';
import type { RampPlan } from './linear-ramp.ts';
import { openBlock } from './open-block.ts';

/** After a broken step at most: a request alone, behind what is left of the queue. */
export const settleMs = 1_000;
/** Of each step: queues of the step before need a moment to become those of this one. */
const leadInShare = 0.2;

export interface RampStepRequest {
  scenario: RampPlan;
  load: LoadPlan;
  index: number;
  ratePerSecond: number;
  workload: Workload;
  random: Random;
}

/**
 * One step of a ramp: open loop at one rate. Arrivals are of the chosen kind; a trace has a rate of its own, and Poisson
 * arrivals stand in for it.
 */
export function rampStep({ scenario, load, ...step }: RampStepRequest): BlockPlan {
  return openBlock({
    ...step,
    ...timesOf(scenario),
    scenario: 'ramp',
    arrivals: drawnArrivals(load.arrivals),
  });
}

/** A step holds one request at least: an empty step would look like a dead server. */
export const leastStepRate = (scenario: RampPlan): number => 1000 / timesOf(scenario).durationMs;

function timesOf({ stepMs }: RampPlan): { leadInMs: number; durationMs: number } {
  const leadInMs = stepMs * leadInShare;
  return { leadInMs, durationMs: stepMs - leadInMs };
}
