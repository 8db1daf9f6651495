import type { LoadPlan, ScenarioPlan } from '../model/plan.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { openBlock } from './open-block.ts';

/** Of each step: queues of the step before need a moment to become those of this one. */
const leadInShare = 0.2;

/**
 * Open-loop steps of equal height and length, from a part of the expected rate to a multiple of it.
 * A step that is too short for its rate holds one request all the same: an empty step would look like a dead server.
 */
export function rampBlocks(
  scenario: Extract<ScenarioPlan, { kind: 'ramp' }>,
  load: LoadPlan,
  workload: Workload,
  random: Random,
): BlockPlan[] {
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
      arrivals: load.arrivals,
      workload,
      random,
    });
  });
}
