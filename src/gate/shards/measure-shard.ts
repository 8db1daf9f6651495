import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../model/error.ts';
import type { Plan } from '../../model/plan.ts';
import type { Arm, Run } from '../../model/run.ts';
import type { Shard, ShardClock, ShardPlan } from '../../model/shard.ts';
import { makeTimetable, pairedPlan, shardBlock, wholeBlocks } from '../../scenario/index.ts';
import type { TimedBlock, Timetable } from '../../scenario/index.ts';
import { mostOffsetMs, readCommonClock } from '../../target/index.ts';
import { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import type { GateOptions } from '../context.ts';
import { withBench } from '../gate.ts';
import { measuredLive } from '../live-exports.ts';
import { warm } from '../warm.ts';

export type ShardedPlan = Plan & { shard: ShardPlan };

export interface ShardOptions extends GateOptions {
  /** After each block: a shard that is killed leaves what it has. */
  onMeasured: (run: Run) => void;
}

/** A start that is further away is a wrong time zone, and would hold the job for nothing. */
const mostWaitMs = 3_600_000;
/** Before its start a block is handed to the threads. */
const aheadMs = 500;
/** With less time than this a block could not begin when it is due. */
const leastAheadMs = 20;

/**
 * One shard's part of the whole gate, at the agreed times. Blocks that began without it are left out of its runs: a shard that
 * is late takes part in the others.
 * @returns the runs of its arms
 * @throws SluiceError `shard-late` where every block began without it, `clock-unusable`, and what any measurement throws
 */
export async function measureShard(plan: ShardedPlan, given: ShardOptions): Promise<Run[]> {
  refuseFarStart(plan.shard);
  const { runs } = await measuredLive(plan, given, (options) => measureParts(plan, options));
  return runs;
}

async function measureParts(plan: ShardedPlan, options: ShardOptions) {
  const { shard } = plan;
  return withBench(plan, options, async (shared) => {
    const timetable = timetableOf(shared, shard);
    const endMs = shard.startAtEpochMs - Date.now() + lengthMs(timetable.blocks);
    // Whatever the common clock shows.
    if (endMs < -mostOffsetMs) throw tooLate(shard, timetable.blocks.length);
    let order = 0;
    const bench: Bench = {
      ...shared,
      context: { ...shared.context, deadlineMs: performance.now() + endMs },
      nextOrder: () => order++,
    };
    const arms = armsOf(bench);
    tellLeftOut(timetable, arms, bench);
    await prepare(arms, bench);
    const nowEpochMs = steadyClock();
    const clock = await readClock(arms, shard, bench);
    const told = shardOf(shard, clock, timetable.blocks);
    for (const { run } of arms.values())
      Object.assign(run, { shard: told, ...(timetable.looks && { plannedLooks: timetable.looks }) });
    tellStart(told, bench);
    let missed = 0;
    for (const [position, timed] of timetable.blocks.entries()) {
      const arm = arms.get(timed.slot.arm)!;
      order = timed.slot.order;
      const where = `block ${position + 1} of ${timetable.blocks.length}`;
      const startAtEpochMs = shard.startAtEpochMs + timed.slot.atMs - clock.offsetMs;
      if (await measureTimed(timed, where, arm, { startAtEpochMs, nowEpochMs, bench }))
        options.onMeasured(arm.run);
      else missed += 1;
    }
    tellMissed(missed, shard, timetable.blocks.length, bench);
    return { runs: [...arms.values()].map(({ run }) => run), context: shared.context };
  });
}

function timetableOf({ plan, workload }: Bench, shard: ShardPlan): Timetable {
  const randomOf = (...use: (string | number)[]) => seededRandom(plan.seed, ...use);
  return makeTimetable({ plan, shard, workload, randomOf });
}

/**
 * In the log of the shard, and in the report of the merged run, where somebody looks for the scenario. `single` is in every
 * profile that does not say otherwise: a warning that is always there is read by nobody.
 */
function tellLeftOut({ leftOut }: Timetable, arms: ReadonlyMap<Arm, MeasuredArm>, { context }: Bench): void {
  for (const { scenario, why } of leftOut) {
    const text = `${scenario} is left out in shards: ${why}`;
    context.tell({ kind: 'note', text: `${text}.` });
    if (scenario !== 'single') arms.get('candidate')?.run.warnings.push(text);
  }
}

/** The arms are ready and warm. */
async function prepare(arms: ReadonlyMap<Arm, MeasuredArm>, bench: Bench): Promise<void> {
  for (const arm of arms.values()) {
    await arm.start();
    await warm(arm, bench);
  }
}

function readClock(
  arms: ReadonlyMap<Arm, MeasuredArm>,
  shard: ShardPlan,
  { plan, context }: Bench,
): Promise<ShardClock> {
  const { endpoint } = arms.get('candidate')!;
  return readCommonClock(endpoint, plan.candidate.ready.path, shard.clock, context.signal);
}

/** Goes on as this machine's clock went when it was made, whatever that one is set to meanwhile. */
function steadyClock(): () => number {
  const originEpochMs = Date.now() - performance.now();
  return () => originEpochMs + performance.now();
}

function armsOf(bench: Bench): Map<Arm, MeasuredArm> {
  const { candidate, base } = bench.plan;
  const arms = new Map<Arm, MeasuredArm>();
  if (base && pairedPlan(bench.plan)) arms.set('base', new MeasuredArm('base', base, bench));
  return arms.set('candidate', new MeasuredArm('candidate', candidate, bench));
}

const shardOf = (
  { index, of, startAtEpochMs }: ShardPlan,
  clock: ShardClock,
  blocks: TimedBlock[],
): Shard => ({
  ...{ index, of, clock },
  startAt: new Date(startAtEpochMs).toISOString(),
  timetable: blocks.map(({ slot }) => slot),
});

interface BlockTime {
  /** By the steady clock. */
  startAtEpochMs: number;
  nowEpochMs: () => number;
  bench: Bench;
}

/** @returns whether it was measured; not where its time has passed */
async function measureTimed(
  { draw }: TimedBlock,
  position: string,
  arm: MeasuredArm,
  { startAtEpochMs, nowEpochMs, bench }: BlockTime,
): Promise<boolean> {
  const leftMs = () => startAtEpochMs - nowEpochMs();
  if (leftMs() < leastAheadMs) return false;
  const block = draw();
  const part = shardBlock(block, bench.plan.shard!);
  // Scenarios without a part for every shard are left out.
  if (!part) return false;
  await sleep(Math.max(0, leftMs() - aheadMs), undefined, { signal: bench.context.signal });
  if (leftMs() < leastAheadMs) return false;
  // The engine goes by the machine's clock as it is now.
  const setByMs = Math.round(Date.now() - nowEpochMs());
  const recorded = await arm.measure(part, position, { startAtEpochMs: startAtEpochMs + setByMs });
  const wholes = wholeBlocks(block, bench.workload);
  recorded.forEach((each, i) => {
    const startedAtEpochMs = each.startedAtEpochMs - setByMs;
    Object.assign(each, { whole: wholes[i], startedAtEpochMs });
  });
  return true;
}

function lengthMs(blocks: readonly TimedBlock[]): number {
  const last = blocks.at(-1);
  return last ? last.slot.atMs + last.lengthMs : 0;
}

function tellStart({ index, of, startAt, clock, timetable }: Shard, { context }: Bench): void {
  const { source, offsetMs, uncertaintyMs } = clock;
  const apart = `${Math.abs(offsetMs)} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} this machine's, give or take ${uncertaintyMs} ms`;
  const text = `Shard ${index} of ${of}: ${timetable.length} blocks from ${startAt} on. The clock of ${source} is ${apart}.`;
  context.tell({ kind: 'note', text });
}

/** @throws SluiceError `shard-late` where nothing is left */
function tellMissed(missed: number, shard: ShardPlan, blocks: number, { context }: Bench): void {
  if (missed === blocks) throw tooLate(shard, blocks);
  if (missed === 0) return;
  const text = `Shard ${shard.index} of ${shard.of}: ${missed} of ${blocks} blocks began without it.`;
  context.tell({ kind: 'note', text });
}

function refuseFarStart({ startAtEpochMs }: ShardPlan): void {
  const waitMs = startAtEpochMs - Date.now();
  if (waitMs <= mostWaitMs) return;
  throw new SluiceError('input-invalid', {
    fact: `\`start-at\` is ${Math.round(waitMs / 60_000)} minutes from now, and a shard waits for ${mostWaitMs / 60_000} at most.`,
    remedy: 'Give a time of a few minutes from now, with its zone: `date -u -d "+4 minutes" +%FT%TZ`.',
  });
}

function tooLate({ startAtEpochMs, index, of }: ShardPlan, blocks: number): SluiceError {
  const startAt = new Date(startAtEpochMs).toISOString();
  return new SluiceError('shard-late', {
    fact: `Shard ${index} of ${of} was ready when all ${blocks} blocks from ${startAt} on had begun.`,
    remedy:
      'Hand out a later `start-at`: it has to leave time for the runners to be there, and for the readiness and the warm-up of the target. A job that is run again needs a new time, so run all of them again.',
  });
}
