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

/**
 * The rows that were due in the measured part of a block; what was due before is warm-up. Of sessions: all turns that were
 * asked in the sessions that began there.
 */
export function* measuredRows(
  block: Pick<BlockPlan, 'leadInMs' | 'durationMs'> & Partial<Pick<BlockPlan, 'arrivals'>>,
  samples: Samples,
): Generator<number> {
  const endMs = block.leadInMs + block.durationMs;
  const isMeasured = (atMs: number) => atMs >= block.leadInMs && atMs <= endMs;
  if (block.arrivals?.kind === 'sessions') {
    const { startAtMs, firstRow } = block.arrivals.schedule;
    for (const [session, atMs] of startAtMs.entries()) {
      if (!isMeasured(atMs)) continue;
      const end = firstRow[session + 1] ?? samples.count;
      for (let row = firstRow[session] as number; row < end; row++) {
        if (!Number.isNaN(samples.dueAtMs[row])) yield row;
      }
    }
    return;
  }
  for (let row = 0; row < samples.count; row++) {
    if (isMeasured(samples.dueAtMs[row] as number)) yield row;
  }
}
