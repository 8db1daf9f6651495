import { allocateColumns } from '../../../src/load/columns.ts';
import { recordParts } from '../../../src/load/record-parts.ts';
import type { Block, Run } from '../../../src/model/run.ts';
import { outcomes } from '../../../src/model/sample.ts';
import type { BlockSamples } from '../../../src/model/sample.ts';
import type { BlockPlan, Workload } from '../../../src/model/schedule.ts';
import type { Shard, ShardSlot } from '../../../src/model/shard.ts';
import { shardBlock, wholeBlocks } from '../../../src/scenario/index.ts';
import type { ShardFile } from '../../../src/verdict/index.ts';
import { scheduleOf, seeded } from '../../scenario/chance.ts';
import { makeRun } from '../runs.ts';

export const startAt = '2026-05-04T12:00:00.000Z';
/** Behind the common clock. */
export const offsetMs = 250;

/** What became of request `row` of the whole schedule: the same whoever sends it. */
function answered(row: number) {
  const random = seeded(row + 1);
  return { outcome: random() < 0.1 ? 'timeout' : 'ok', tookMs: 1 + 40 * random(), lateMs: random() } as const;
}

/** Records the block, or one shard's part of it, from made-up answers. */
function recorded(block: BlockPlan, rows: readonly number[], workload: Workload, order: number): Block[] {
  const { dueAtMs, itemIndex } = scheduleOf(block);
  const samples = allocateColumns(rows.length);
  rows.forEach((whole, row) => {
    const { outcome, tookMs, lateMs } = answered(whole);
    const dueMs = dueAtMs[row]!;
    samples.dueAtMs[row] = dueMs;
    samples.sentAtMs[row] = dueMs + lateMs;
    samples.endAtMs[row] = dueMs + tookMs;
    samples.itemIndex[row] = itemIndex[row]!;
    samples.classIndex[row] = workload.items[itemIndex[row]!]!.classIndex;
    samples.outcome[row] = outcomes.indexOf(outcome);
  });
  const none = { p50: 0, p99: 0, max: 0 };
  const measured: BlockSamples = {
    samples,
    health: { sendLagMs: none, achievedRate: 1, eventLoopDelayMs: none, cpuShare: 0.1 },
    errorExamples: [],
    startedAtEpochMs: Date.parse(startAt) - offsetMs,
  };
  const bounds = { sendLagP99Ms: 25, minimumAchievedRate: 0.9, eventLoopDelayP99Ms: 25 };
  return recordParts(block, measured, { workload, bounds, start: 0, nextOrder: () => order++ });
}

/** The block as one machine would have measured it. */
export const wholeOf = (block: BlockPlan, workload: Workload): Block[] =>
  recorded(block, [...scheduleOf(block).dueAtMs.keys()], workload, 0);

/** The runs of all shards that measured the block, each with a clock that is behind the common one. */
export function dealtRuns(block: BlockPlan, workload: Workload, of: number): ShardFile[] {
  const rows = [...scheduleOf(block).dueAtMs.keys()];
  const { scenario } = block;
  const blocks = block.parts?.length ?? 1;
  const timetable: ShardSlot[] = [{ arm: 'candidate', scenario, order: 0, blocks, atMs: 0 }];
  const wholes = wholeBlocks(block, workload);
  return Array.from({ length: of }, (_, i) => {
    const shard: Shard = {
      ...{ index: i + 1, of, startAt, timetable },
      clock: { source: 'model:80', offsetMs, uncertaintyMs: 8 },
    };
    const own = rows.filter((row) => row % of === i);
    const parts = recorded(shardBlock(block, shard)!, own, workload, 0);
    const run: Run = {
      ...makeRun('candidate', { blocks: 0 }),
      shard,
      classes: workload.classes,
      blocks: parts.map((part, k) => ({ ...part, whole: wholes[k]! })),
    };
    return { name: `shard-${i + 1}.json`, run };
  });
}
