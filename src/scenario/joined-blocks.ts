import type { BlockPart, BlockPlan, Schedule } from '../model/schedule.ts';
import { joinSchedules } from './join-schedules.ts';

/**
 * Open-loop blocks of one scenario as one that is sent in one piece and recorded as its parts: the first keeps its lead-in,
 * each further one begins where the one before it ends. Blocks after the first must have no lead-in of their own.
 */
export function joinBlocks(blocks: readonly BlockPlan[]): BlockPlan {
  const [first] = blocks;
  if (!first) throw new TypeError('there are no blocks to join');
  const parts: BlockPart[] = [];
  const schedules: Schedule[] = [];
  let endMs = 0;
  let requests = 0;
  for (const { index, leadInMs, durationMs, ratePerSecond = 0, arrivals } of blocks) {
    if (arrivals.kind !== 'open') throw new TypeError('only open loops can be joined');
    const fromMs = endMs;
    const { dueAtMs, itemIndex } = arrivals.schedule;
    schedules.push({ dueAtMs: dueAtMs.map((dueMs) => fromMs + dueMs), itemIndex });
    parts.push({ index, startMs: fromMs + leadInMs, durationMs, ratePerSecond });
    endMs += leadInMs + durationMs;
    requests += ratePerSecond * durationMs;
  }
  const durationMs = endMs - first.leadInMs;
  return {
    scenario: first.scenario,
    index: first.index,
    leadInMs: first.leadInMs,
    durationMs,
    ratePerSecond: requests / durationMs,
    arrivals: { kind: 'open', schedule: joinSchedules(schedules) },
    parts,
  };
}
