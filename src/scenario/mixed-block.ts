import type { LoadPlan, PairingPlan } from '../model/plan.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { openBlock } from './open-block.ts';

export interface MixedBlockRequest {
  /** Of the pair. Both arms get the block that is drawn for it. */
  index: number;
  load: LoadPlan;
  pairing: PairingPlan;
  workload: Workload;
  random: Random;
}

/** The steady variable-input load that the verdict is made from: one block, the same for both arms of a pair. */
export function mixedBlock({ index, load, pairing, workload, random }: MixedBlockRequest): BlockPlan {
  return openBlock({
    scenario: 'mixed',
    index,
    ratePerSecond: load.mixedRatePerSecond,
    leadInMs: pairing.leadInMs,
    durationMs: pairing.blockMs,
    arrivals: load.arrivals,
    workload,
    random,
  });
}
