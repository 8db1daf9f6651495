import type { BlockOrder } from '../messages.ts';
import type { EngineSamples } from '../columns.ts';
import { engineFault } from '../engine-fault.ts';

/**
 * To whom the rows of a block go: row _i_ to turn _i_ mod `turns`, and turn _j_ to worker _j_ mod `workers`. In an open loop
 * each worker has one turn; in a closed one each user has, so that a worker gets rows in proportion to its users.
 */
export interface Deal {
  /** Those that have a turn. */
  workers: number;
  turns: number;
}

/** @param size workers that are there */
export function dealOf(arrivals: Arrivals, size: number): Deal {
  if (arrivals.kind !== 'closed') return { workers: size, turns: size };
  return { workers: Math.min(size, arrivals.concurrency), turns: arrivals.concurrency };
}

type Arrivals =
  { kind: 'open' } | Pick<Extract<BlockOrder['arrivals'], { kind: 'closed' }>, 'kind' | 'concurrency'>;

/** How many of `turns` are the worker's: `worker`, `worker + workers`, ... */
const turnsOf = (turns: number, worker: number, { workers }: Deal): number =>
  Math.max(0, Math.ceil((turns - worker) / workers));

/** How many of `count` rows are a worker's. */
export const shareSize = (count: number, worker: number, deal: Deal): number =>
  Math.floor(count / deal.turns) * turnsOf(deal.turns, worker, deal) +
  turnsOf(count % deal.turns, worker, deal);

/** The row that is at `place` among those of a worker; `row_of_block` in `sluice_locust.py` does the same. */
export function rowAt(place: number, worker: number, deal: Deal): number {
  const own = turnsOf(deal.turns, worker, deal);
  return Math.floor(place / own) * deal.turns + worker + (place % own) * deal.workers;
}

/** A worker's part of a block. */
export interface Share {
  rows: number;
  /**
   * For each row the input (32 bits), and then for each when it is due, or how long its user thinks (64 bits), in the order of
   * this machine, which is little-endian wherever Node runs.
   */
  body: Uint8Array;
}

/** By worker; every row is in exactly one of them. */
export function packShares(columns: EngineSamples, arrivals: BlockOrder['arrivals'], deal: Deal): Share[] {
  const shares = Array.from({ length: deal.workers }, (_, worker) =>
    packShare(columns, arrivals, worker, deal),
  );
  const dealt = shares.reduce((sum, { rows }) => sum + rows, 0);
  if (dealt !== columns.count)
    throw engineFault(`Of ${columns.count} requests ${dealt} were dealt to the workers of Locust.`);
  return shares;
}

function packShare(
  { itemIndex, dueAtMs, count }: EngineSamples,
  arrivals: BlockOrder['arrivals'],
  worker: number,
  deal: Deal,
): Share {
  const times =
    arrivals.kind === 'open' ? dueAtMs : arrivals.kind === 'closed' ? arrivals.thinkMs : undefined;
  const rows = shareSize(count, worker, deal);
  const own = Uint32Array.from({ length: rows }, (_, place) => rowAt(place, worker, deal));
  const items = own.map((row) => itemIndex[row] as number);
  const ownTimes = Float64Array.from(times ? own : [], (row) => times?.[row] as number);
  return { rows, body: Buffer.concat([new Uint8Array(items.buffer), new Uint8Array(ownTimes.buffer)]) };
}
