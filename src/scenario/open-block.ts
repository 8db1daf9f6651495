import type { BlockPlan, Random, Schedule, Workload } from '../model/schedule.ts';
import { countOf, drawArrivals } from './arrivals.ts';
import type { DrawnArrivals } from './arrivals.ts';
import { drawItems } from './draw-items.ts';
import { joinSchedules } from './join-schedules.ts';

interface OpenBlockRequest {
  scenario: BlockPlan['scenario'];
  index: number;
  ratePerSecond: number;
  leadInMs: number;
  durationMs: number;
  arrivals: DrawnArrivals;
  workload: Workload;
  random: Random;
}

/**
 * An open-loop block: lead-in and measured part at one rate, one flowing into the other. Each part has its own exact
 * number of requests and its own exact proportions, so that what is measured does not depend on what fell into the lead-in.
 */
export function openBlock(request: OpenBlockRequest): BlockPlan {
  const { scenario, index, ratePerSecond, leadInMs, durationMs } = request;
  const parts = [drawPart(request, 0, leadInMs), drawPart(request, leadInMs, durationMs)];
  return {
    scenario,
    index,
    leadInMs,
    durationMs,
    ratePerSecond,
    arrivals: { kind: 'open', schedule: joinSchedules(parts) },
  };
}

function drawPart(
  { arrivals, ratePerSecond, workload, random }: OpenBlockRequest,
  startMs: number,
  durationMs: number,
): Schedule {
  const atMs = drawArrivals(arrivals, countOf(ratePerSecond, durationMs), durationMs, random);
  const dueAtMs = atMs.map((each) => startMs + each);
  return { dueAtMs, itemIndex: drawItems(workload, dueAtMs.length, random) };
}
