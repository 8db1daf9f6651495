import type { LoadPlan } from '../model/plan.ts';
import type { BlockPlan, Random, Schedule, Workload } from '../model/schedule.ts';
import { drawArrivals } from './arrivals.ts';
import { drawItems } from './draw-items.ts';

interface OpenBlockRequest {
  scenario: BlockPlan['scenario'];
  index: number;
  ratePerSecond: number;
  leadInMs: number;
  durationMs: number;
  arrivals: LoadPlan['arrivals'];
  workload: Workload;
  random: Random;
}

/**
 * An open-loop block: lead-in and measured part at one rate, one flowing into the other. Each part has its own exact
 * number of requests and its own exact proportions, so that what is measured does not depend on what fell into the lead-in.
 */
export function openBlock(request: OpenBlockRequest): BlockPlan {
  const { scenario, index, ratePerSecond, leadInMs, durationMs } = request;
  const schedule = join(drawPart(request, leadInMs), drawPart(request, durationMs), leadInMs);
  return { scenario, index, leadInMs, durationMs, ratePerSecond, arrivals: { kind: 'open', schedule } };
}

function drawPart(
  { arrivals, ratePerSecond, workload, random }: OpenBlockRequest,
  durationMs: number,
): Schedule {
  const dueAtMs = drawArrivals(arrivals, ratePerSecond, durationMs, random);
  return { dueAtMs, itemIndex: drawItems(workload, dueAtMs.length, random) };
}

function join(first: Schedule, second: Schedule, secondStartsAtMs: number): Schedule {
  const later = second.dueAtMs.map((atMs) => atMs + secondStartsAtMs);
  return {
    dueAtMs: Float64Array.from([...first.dueAtMs, ...later]),
    itemIndex: Uint32Array.from([...first.itemIndex, ...second.itemIndex]),
  };
}
