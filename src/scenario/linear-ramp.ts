import type { LoadPlan } from '../model/plan.ts';
import type { ScenarioPlan } from '../model/scenario.ts';
import type { BlockPart, BlockPlan, Random, Schedule, Workload } from '../model/schedule.ts';
import { drawArrivals, drawnArrivals } from './arrivals.ts';
import { drawItems } from './draw-items.ts';
import { joinSchedules } from './join-schedules.ts';

export type RampPlan = Extract<ScenarioPlan, { kind: 'ramp' }>;

/** So far do arrivals keep from the border of two parts, so that each belongs to one of them. */
const hairMs = 1e-6;

/**
 * One block whose rate rises all the time, sent without a pause and recorded in `steps` equal parts.
 *
 * With L(t), the integral of the rate from 0 to t, a process of rate 1 at the places L becomes one of the wanted rate at
 * the times t (time change; Cinlar, Introduction to Stochastic Processes, 1975, pp. 94 to 101). So arrivals are drawn
 * evenly over the places of a part and brought to times by inverting L. Each part has the difference of the rounded
 * integrals as its number, so the whole has exactly round(L(end)), and at each border the count is within 1/2 of L;
 * with constant arrivals it is within 1 of L at any time.
 */
export function linearRamp(
  scenario: RampPlan,
  load: LoadPlan,
  workload: Workload,
  random: Random,
): BlockPlan {
  const { steps, stepMs } = scenario;
  const rise = riseOf(scenario, load.expectedRatePerSecond);
  const parts: BlockPart[] = [];
  const schedules: Schedule[] = [];
  for (let index = 0; index < steps; index += 1) {
    const [startMs, endMs] = [index * stepMs, (index + 1) * stepMs];
    const [reached, next] = [rise.countUntil(startMs), rise.countUntil(endMs)];
    const count = Math.round(next) - Math.round(reached);
    const places = drawArrivals(drawnArrivals(load.arrivals), count, 1, random);
    // Sorted, since of two places next to each other the root may round to times in the other order.
    const dueAtMs = places
      .map((place) => {
        const dueMs = rise.timeOf(reached + place * (next - reached));
        return Math.min(Math.max(dueMs, startMs + hairMs), endMs - hairMs);
      })
      .sort();
    schedules.push({ dueAtMs, itemIndex: drawItems(workload, count, random) });
    parts.push({ index, startMs, durationMs: stepMs, ratePerSecond: ((next - reached) * 1000) / stepMs });
  }
  const durationMs = steps * stepMs;
  return {
    scenario: 'ramp',
    index: 0,
    leadInMs: 0,
    durationMs,
    ratePerSecond: (rise.countUntil(durationMs) * 1000) / durationMs,
    arrivals: { kind: 'open', schedule: joinSchedules(schedules) },
    parts,
  };
}

/** The integral of the rate in requests, and its inverse, for a rate that goes on a line over the whole ramp. */
function riseOf({ from, to, steps, stepMs }: RampPlan, expectedRatePerSecond: number) {
  const first = (expectedRatePerSecond * from) / 1000;
  const growth = (expectedRatePerSecond * (to - from)) / 1000 / (steps * stepMs);
  return {
    countUntil: (ms: number) => first * ms + (growth * ms * ms) / 2,
    // The root of growth / 2 * t^2 + first * t = count, in the form that loses no digits where the rise is slight.
    timeOf: (count: number) => (2 * count) / (first + Math.sqrt(first * first + 2 * growth * count)),
  };
}
