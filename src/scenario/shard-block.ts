import type { BlockPlan, ClosedLoop, Schedule } from '../model/schedule.ts';
import type { ShardPlan } from '../model/shard.ts';

export type ShardNumber = Pick<ShardPlan, 'index' | 'of'>;

/**
 * One shard's exact part of a block: of an open loop every n-th request, at the times that they have in the whole; of a
 * closed loop its users and every n-th input. The parts of all shards are the block, each request once, in its order.
 * @returns undefined where nothing of it falls to the shard: a closed loop of fewer users than shards
 */
export function shardBlock(block: BlockPlan, shard: ShardNumber): BlockPlan | undefined {
  const { ratePerSecond, parts, arrivals } = block;
  const own = (rate: number) => rate / shard.of;
  const common = {
    ...block,
    ...(ratePerSecond === undefined ? {} : { ratePerSecond: own(ratePerSecond) }),
    ...(parts && { parts: parts.map((part) => ({ ...part, ratePerSecond: own(part.ratePerSecond) })) }),
  };
  switch (arrivals.kind) {
    case 'open':
      return { ...common, arrivals: { kind: 'open', schedule: shardSchedule(arrivals.schedule, shard) } };
    case 'closed': {
      const loop = shardLoop(arrivals.loop, shard);
      return loop && { ...common, arrivals: { kind: 'closed', loop } };
    }
    case 'sessions':
      // The settings refuse it.
      throw new TypeError('conversations cannot be dealt to shards');
  }
}

/** Request i belongs to shard i mod n + 1. */
function shardSchedule({ dueAtMs, itemIndex }: Schedule, shard: ShardNumber): Schedule {
  const isOwn = ofShard(shard);
  return { dueAtMs: dueAtMs.filter(isOwn), itemIndex: itemIndex.filter(isOwn) };
}

function shardLoop(loop: ClosedLoop, shard: ShardNumber): ClosedLoop | undefined {
  const concurrency = usersOfShard(loop.concurrency, shard);
  if (concurrency === 0) return undefined;
  const isOwn = ofShard(shard);
  const { itemIndex, thinkMs } = loop;
  return {
    ...loop,
    concurrency,
    itemIndex: itemIndex.filter(isOwn),
    ...(thinkMs && { thinkMs: thinkMs.filter(isOwn) }),
  };
}

/** The users of all shards sum to the whole; the first ones have one more where it does not divide. */
export function usersOfShard(users: number, { index, of }: ShardNumber): number {
  return Math.floor(users / of) + (index <= users % of ? 1 : 0);
}

const ofShard =
  ({ index, of }: ShardNumber) =>
  (_: number, i: number): boolean =>
    i % of === index - 1;
