import type { LoadPlan } from '../model/plan.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawnArrivals } from './arrivals.ts';
import { linearRamp } from './linear-ramp.ts';
import type { RampPlan } from './linear-ramp.ts';
import { openBlock } from './open-block.ts';

/** Of each step: queues of the step before need a moment to become those of this one. */
const leadInShare = 0.2;

/**
 * Open loop from a part of the expected rate to a multiple of it: a block for each step, or one block with a rising rate.
 * Arrivals are of the chosen kind; a trace has a rate of its own, and Poisson arrivals stand in for it.
 */
export function rampBlocks(
  scenario: RampPlan,
  load: LoadPlan,
  workload: Workload,
  random: Random,
): BlockPlan[] {
  switch (scenario.shape) {
    case 'steps':
      return stepwiseRamp(scenario, load, workload, random);
    case 'linear':
      return [linearRamp(scenario, load, workload, random)];
  }
}

/**
 * Steps of equal height and length.
 * A step that is too short for its rate holds one request all the same: an empty step would look like a dead server.
 */
function stepwiseRamp(scenario: RampPlan, load: LoadPlan, workload: Workload, random: Random): BlockPlan[] {
  const { from, to, steps, stepMs } = scenario;
  const leadInMs = stepMs * leadInShare;
  const durationMs = stepMs - leadInMs;
  const rise = steps > 1 ? (to - from) / (steps - 1) : 0;
  return Array.from({ length: steps }, (_, index) => {
    const asked = load.expectedRatePerSecond * (from + rise * index);
    const ratePerSecond = Math.max(asked, 1000 / durationMs);
    return openBlock({
      scenario: 'ramp',
      index,
      ratePerSecond,
      leadInMs,
      durationMs,
      arrivals: drawnArrivals(load.arrivals),
      workload,
      random,
    });
  });
}
