import { SluiceError } from '../model/error.ts';
import type { LoadPlan, PairingPlan } from '../model/plan.ts';
import type { ArrivalTrace, BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawItems } from './draw-items.ts';
import { joinSchedules } from './join-schedules.ts';
import { openBlock } from './open-block.ts';
import { sessionBlock } from './session-block.ts';
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
 * Where a trace is replayed, block after block takes the next stretch of it, at the rate that it has there; and with the
 * inputs of its own requests, where they are the workload.
 */
export function mixedBlock(request: MixedBlockRequest): BlockPlan {
  const { index, load, pairing, workload, random } = request;
  const { arrivals } = load;
  if (typeof arrivals === 'object' && arrivals.kind === 'replay') return replayBlock(request);
  const rate = {
    ratePerSecond: load.mixedRatePerSecond,
    leadInMs: pairing.leadInMs,
    durationMs: pairing.blockMs,
  };
  const { sessions } = workload;
  if (sessions) return sessionBlock({ index, ...rate, arrivals, sessions, random });
  return openBlock({
    scenario: 'mixed',
    index,
    ...rate,
    arrivals,
    workload,
    random,
  });
}

function replayBlock({ index, pairing, workload, random }: MixedBlockRequest): BlockPlan {
  const { leadInMs, blockMs } = pairing;
  const trace = traceOf(workload);
  const { dueAtMs, arrival } = replayWindow(trace, ...windowOfBlock(index, pairing));
  const part = (from: number, to: number) => ({
    dueAtMs: dueAtMs.slice(from, to),
    itemIndex: trace.ownItems ? arrival.slice(from, to) : drawItems(workload, to - from, random),
  });
  const leadInCount = dueAtMs.filter((dueMs) => dueMs < leadInMs).length;
  const leadIn = part(0, leadInCount);
  const measured = part(leadInCount, dueAtMs.length);
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
