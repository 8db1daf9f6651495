import type { Shard, WholeBlock } from '../../model/shard.ts';

type Numbered = Pick<Shard, 'index' | 'of'>;

/** The position in the whole schedule of the first measured request that is the shard's own. */
export function firstOwnRow({ firstRow = 0 }: WholeBlock, { index, of }: Numbered): number {
  return firstRow + ((index - 1 - (firstRow % of) + of) % of);
}

/** How many measured requests of a block are the shard's own; those of all shards sum to the block's. */
export function ownRequests(whole: WholeBlock, shard: Numbered): number {
  const { firstRow = 0, requests = 0 } = whole;
  return Math.max(0, Math.ceil((firstRow + requests - firstOwnRow(whole, shard)) / shard.of));
}
