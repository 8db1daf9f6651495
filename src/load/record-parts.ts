import type { Block } from '../model/run.ts';
import type { BlockSamples } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';
import { measureSending } from './health.ts';
import { recordBlock } from './record-block.ts';
import type { RecordContext } from './record-block.ts';

/**
 * Records what was sent in one piece as the blocks that it is to be shown as, each with the requests that were due in it
 * and its own send lag and rate; a block without parts is recorded as itself. Event-loop delay, CPU and garbage
 * collection are known of the whole alone.
 */
export function recordParts(
  block: BlockPlan,
  measured: BlockSamples,
  { nextOrder, ...context }: Omit<RecordContext, 'order'> & { nextOrder: () => number },
): Block[] {
  if (!block.parts) {
    const recorded = recordBlock(block, measured, { ...context, order: nextOrder() });
    return [block.leadInMs > 0 ? { ...recorded, leadInMs: block.leadInMs } : recorded];
  }
  return partPlans(block).map((plan, position) => {
    const gaps = measured.gaps?.[position];
    const samples: BlockSamples = {
      ...measured,
      health: { ...measured.health, ...measureSending(plan, measured.samples) },
      ...(gaps && { gaps: [gaps] }),
    };
    return recordBlock(plan, samples, { ...context, order: nextOrder() });
  });
}

/** The blocks that a block is recorded as, as if each had been sent alone; one without parts is itself. */
export function partPlans({ parts, ...whole }: BlockPlan): BlockPlan[] {
  return parts ? parts.map(({ startMs, ...part }) => ({ ...whole, ...part, leadInMs: startMs })) : [whole];
}
