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
  const { parts, ...whole } = block;
  if (!parts) return [recordBlock(block, measured, { ...context, order: nextOrder() })];
  return parts.map(({ startMs, ...part }, position) => {
    const plan: BlockPlan = { ...whole, ...part, leadInMs: startMs };
    const gaps = measured.gaps?.[position];
    const samples: BlockSamples = {
      ...measured,
      health: { ...measured.health, ...measureSending(plan, measured.samples) },
      startedAtEpochMs: measured.startedAtEpochMs + startMs,
      ...(gaps && { gaps: [gaps] }),
    };
    return recordBlock(plan, samples, { ...context, order: nextOrder() });
  });
}
