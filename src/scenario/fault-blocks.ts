import type { LoadPlan } from '../model/plan.ts';
import type { FaultsPlan } from '../model/scenario.ts';
import type { BlockPhase } from '../model/run.ts';
import type { BlockPart, BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawnArrivals } from './arrivals.ts';
import { openBlock } from './open-block.ts';

/** Sent and not measured: queues and connections become those of the load. */
const mostLeadInMs = 1000;

/**
 * Open loop at the mixed rate, a block for each fault, sent in one piece: the dependency is well, faulty, and well again. It
 * is recorded in three parts, with the indices 3 n, 3 n + 1 and 3 n + 2 of fault n; `variant` names the fault. Requests that
 * are due shortly before the fault comes or goes meet both and are in no part; those right after its end are in the last one.
 */
export function faultBlocks(
  scenario: FaultsPlan,
  load: LoadPlan,
  workload: Workload,
  random: Random,
): BlockPlan[] {
  const leadInMs = leadInMsOf(scenario);
  return scenario.faults.map(({ kind }, fault) => {
    const parts = partsOf(scenario, load.mixedRatePerSecond, 3 * fault);
    const block = openBlock({
      scenario: 'faults',
      index: 3 * fault,
      ratePerSecond: load.mixedRatePerSecond,
      leadInMs,
      durationMs: faultBlockMs(scenario) - leadInMs,
      arrivals: drawnArrivals(load.arrivals),
      workload,
      random,
    });
    return { ...block, variant: kind, parts };
  });
}

/** When the dependency is made faulty, and when it is made well again, from the start of the block. */
export function faultTimes(scenario: FaultsPlan): { onMs: number; offMs: number } {
  const onMs = leadInMsOf(scenario) + scenario.beforeMs;
  return { onMs, offMs: onMs + scenario.holdMs };
}

export function faultBlockMs(scenario: FaultsPlan): number {
  return faultTimes(scenario).offMs + scenario.afterMs;
}

const leadInMsOf = ({ beforeMs }: FaultsPlan): number => Math.min(mostLeadInMs, beforeMs / 5);

function partsOf(scenario: FaultsPlan, ratePerSecond: number, firstIndex: number): BlockPart[] {
  const { beforeMs, holdMs, afterMs } = scenario;
  const { onMs, offMs } = faultTimes(scenario);
  const marginMs = Math.min(250, beforeMs / 10, holdMs / 10);
  const part = (phase: BlockPhase, index: number, startMs: number, durationMs: number): BlockPart => ({
    index,
    startMs,
    durationMs,
    ratePerSecond,
    phase,
  });
  return [
    part('before', firstIndex, onMs - beforeMs, beforeMs - marginMs),
    part('during', firstIndex + 1, onMs, holdMs - marginMs),
    part('after', firstIndex + 2, offMs, afterMs),
  ];
}
