import type { WholeBlock } from '../model/shard.ts';
import type { BlockPart, BlockPlan, Schedule, Workload } from '../model/schedule.ts';
import { ScheduleHash } from '../model/schedule-hash.ts';

/** What a block is asked to be over all shards, for each block that it is recorded as. */
export function wholeBlocks(block: BlockPlan, workload: Pick<Workload, 'items'>): WholeBlock[] {
  const { arrivals, leadInMs, durationMs, ratePerSecond } = block;
  if (arrivals.kind === 'closed')
    return [{ measuredFromMs: leadInMs, concurrency: arrivals.loop.concurrency }];
  if (arrivals.kind === 'sessions') return [{ measuredFromMs: leadInMs }];
  const parts: Pick<BlockPart, 'startMs' | 'durationMs' | 'ratePerSecond'>[] = block.parts ?? [
    { startMs: leadInMs, durationMs, ratePerSecond: ratePerSecond ?? 0 },
  ];
  return parts.map((part) => ({
    measuredFromMs: part.startMs,
    ...measuredOf(arrivals.schedule, part, workload),
    ratePerSecond: part.ratePerSecond,
  }));
}

/** Of the requests due in the part, both ends included: how many, which is the first, and their hash. */
function measuredOf(
  { dueAtMs, itemIndex }: Schedule,
  { startMs, durationMs }: Pick<BlockPart, 'startMs' | 'durationMs'>,
  { items }: Pick<Workload, 'items'>,
): Required<Pick<WholeBlock, 'firstRow' | 'requests' | 'schedule'>> {
  const hash = new ScheduleHash();
  let [firstRow, requests] = [0, 0];
  dueAtMs.forEach((dueMs, row) => {
    if (dueMs < startMs) firstRow = row + 1;
    else if (dueMs <= startMs + durationMs) {
      const item = itemIndex[row] ?? 0;
      hash.add(items[item]?.classIndex ?? 0, item, dueMs);
      requests += 1;
    }
  });
  return { firstRow, requests, schedule: hash.digest() };
}
