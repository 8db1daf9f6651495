import { measuredRows } from '../load/measured-rows.ts';
import { partPlans } from '../load/record-parts.ts';
import type { ObservedBlock } from '../model/observed-block.ts';
import type { Plan } from '../model/plan.ts';
import type { Block, Run } from '../model/run.ts';
import type { BlockSamples } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';

interface RecordedBlock {
  block: BlockPlan;
  /** In its parts. */
  recorded: Block[];
  measured: BlockSamples;
}

/** A block that was recorded, with its single requests, as those see it who watch the gate. */
export function observeBlock(
  { protocol }: Plan,
  { arm, classes, telemetry }: Run,
  baseUrl: string,
  { block, recorded, measured }: RecordedBlock,
): ObservedBlock {
  const plans = partPlans(block);
  return {
    arm,
    baseUrl,
    protocol,
    classes: classes.map(({ name }) => name),
    parts: recorded.map((part, i) => ({
      block: part,
      rows: { [Symbol.iterator]: () => measuredRows(plans[i] as BlockPlan, measured.samples) },
    })),
    measured,
    ...(telemetry ? { telemetry } : {}),
  };
}
