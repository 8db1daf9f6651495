import { SluiceError } from '../model/error.ts';
import type { LoadPlan, PairingPlan } from '../model/plan.ts';
import type { ArrivalTrace, BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawItems } from './draw-items.ts';
import { joinSchedules } from './join-schedules.ts';
import { openBlock } from './open-block.ts';
import { replayWindow, windowOfBlock } from './replay-window.ts';

export interface MixedBlockRequest {
  /** Of the pair. Both arms get the block that is drawn for it. */
  index: number;
  load: LoadPlan;
  pairing: PairingPlan;
  workload: Workload;
  random: Random;
}

/**
 * The steady variable-input load that the verdict is made from: one block, the same for both arms of a pair.
 * Where a trace is replayed, block after block takes the next stretch of it, at the rate that it has there.
 */
export function mixedBlock(request: MixedBlockRequest): BlockPlan {
  const { index, load, pairing, workload, random } = request;
  const { arrivals } = load;
  if (typeof arrivals === 'object' && arrivals.kind === 'replay') return replayBlock(request);
  return openBlock({
    scenario: 'mixed',
    index,
    ratePerSecond: load.mixedRatePerSecond,
    leadInMs: pairing.leadInMs,
    durationMs: pairing.blockMs,
    arrivals,
    workload,
    random,
  });
}

function replayBlock({ index, pairing, workload, random }: MixedBlockRequest): BlockPlan {
  const { leadInMs, blockMs } = pairing;
  const dueAtMs = replayWindow(traceOf(workload), ...windowOfBlock(index, pairing));
  const withItems = (due: Float64Array) => ({
    dueAtMs: due,
    itemIndex: drawItems(workload, due.length, random),
  });
  const leadIn = withItems(dueAtMs.filter((dueMs) => dueMs < leadInMs));
  const measured = withItems(dueAtMs.subarray(leadIn.dueAtMs.length));
  return {
    scenario: 'mixed',
    index,
    leadInMs,
    durationMs: blockMs,
    ratePerSecond: (measured.dueAtMs.length * 1000) / blockMs,
    arrivals: { kind: 'open', schedule: joinSchedules([leadIn, measured]) },
  };
}

function traceOf({ trace }: Workload): ArrivalTrace {
  if (trace) return trace;
  throw new SluiceError('internal', {
    fact: 'A trace is to be replayed, and none was read.',
    remedy: 'This is a fault of Sluice. Please report it with the log of this run.',
  });
}
