import type { LoadPlan } from '../model/plan.ts';
import type { SpikePlan } from '../model/scenario.ts';
import type { BlockPhase } from '../model/run.ts';
import type { BlockPart, BlockPlan, Random, Schedule, Workload } from '../model/schedule.ts';
import { countOf, drawArrivals, drawnArrivals } from './arrivals.ts';
import { drawItems } from './draw-items.ts';
import { joinSchedules } from './join-schedules.ts';

/** So far do arrivals keep from the border of two parts, so that each belongs to one of them. */
const hairMs = 1e-6;

/**
 * Open loop: a block for each height, lowest first, sent without a pause: the mixed rate, at once up to the height times the expected
 * rate, held, and at once back. It is recorded in three parts, before, during and after the spike, with the indices 3 n,
 * 3 n + 1 and 3 n + 2 of spike n; `variant` names the height. Each part has its exact number of requests, at least one, and
 * the classes in their shares.
 */
export function spikeBlocks(
  scenario: SpikePlan,
  load: LoadPlan,
  workload: Workload,
  random: Random,
): BlockPlan[] {
  return [...scenario.heights]
    .sort((a, b) => a - b)
    .map((height, spike) =>
      spikeBlock(partsOf(scenario, load, height, 3 * spike), height, load, workload, random),
    );
}

function partsOf(
  { beforeMs, holdMs, afterMs }: SpikePlan,
  { expectedRatePerSecond, mixedRatePerSecond }: LoadPlan,
  height: number,
  firstIndex: number,
): BlockPart[] {
  const part = (
    phase: BlockPhase,
    index: number,
    startMs: number,
    durationMs: number,
    ratePerSecond: number,
  ): BlockPart => ({ index, startMs, durationMs, ratePerSecond, phase });
  return [
    part('before', firstIndex, 0, beforeMs, mixedRatePerSecond),
    part('during', firstIndex + 1, beforeMs, holdMs, height * expectedRatePerSecond),
    part('after', firstIndex + 2, beforeMs + holdMs, afterMs, mixedRatePerSecond),
  ];
}

function spikeBlock(
  parts: BlockPart[],
  height: number,
  load: LoadPlan,
  workload: Workload,
  random: Random,
): BlockPlan {
  const schedule = joinSchedules(parts.map((part) => drawPart(part, load, workload, random)));
  const durationMs = parts.reduce((sum, part) => sum + part.durationMs, 0);
  return {
    scenario: 'spike',
    index: parts[0]?.index ?? 0,
    leadInMs: 0,
    durationMs,
    ratePerSecond: (schedule.dueAtMs.length * 1000) / durationMs,
    variant: `${Math.round(height * 100)} %`,
    arrivals: { kind: 'open', schedule },
    parts,
  };
}

function drawPart(
  { startMs, durationMs, ratePerSecond }: BlockPart,
  load: LoadPlan,
  workload: Workload,
  random: Random,
): Schedule {
  // A part without a request would look like a dead server.
  const count = Math.max(1, countOf(ratePerSecond, durationMs));
  const atMs = drawArrivals(drawnArrivals(load.arrivals), count, durationMs, random);
  const dueAtMs = atMs.map((each) => startMs + Math.min(Math.max(each, hairMs), durationMs - hairMs));
  return { dueAtMs, itemIndex: drawItems(workload, count, random) };
}
