import type { Samples } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';

/** What is recorded of a block: its measured part, or the parts of that. */
export function measuredParts({
  leadInMs,
  durationMs,
  parts,
}: Pick<BlockPlan, 'leadInMs' | 'durationMs' | 'parts'>): MeasuredPart[] {
  return parts
    ? parts.map(({ startMs, durationMs: partMs }) => ({ startMs, endMs: startMs + partMs }))
    : [{ startMs: leadInMs, endMs: leadInMs + durationMs }];
}

/** From the start of the block, both ends included. */
export interface MeasuredPart {
  startMs: number;
  endMs: number;
}

/** The rows that were due in the measured part of a block; what was due before is warm-up. */
export function* measuredRows(
  block: Pick<BlockPlan, 'leadInMs' | 'durationMs'>,
  samples: Samples,
): Generator<number> {
  const endMs = block.leadInMs + block.durationMs;
  for (let row = 0; row < samples.count; row++) {
    const due = samples.dueAtMs[row] as number;
    if (due >= block.leadInMs && due <= endMs) yield row;
  }
}
