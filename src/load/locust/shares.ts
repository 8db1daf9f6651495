import type { BlockOrder } from '../messages.ts';
import type { EngineSamples } from '../columns.ts';

/** How many of `count` rows are worker `worker`'s, of `workers`: `worker`, `worker + workers`, ... */
export const shareSize = (count: number, worker: number, workers: number): number =>
  Math.max(0, Math.ceil((count - worker) / workers));

/** The row that is at `place` among those of a worker. */
export const rowAt = (place: number, worker: number, workers: number): number => worker + place * workers;

/**
 * A worker's part of a block as bytes: for each of its rows the input (32 bits), and then for each when it is due, or how
 * long its user thinks (64 bits), in the order of this machine, which is little-endian wherever Node runs.
 */
export function packShare(
  { itemIndex, dueAtMs, count }: EngineSamples,
  arrivals: BlockOrder['arrivals'],
  worker: number,
  workers: number,
): { rows: number; body: Uint8Array } {
  const times =
    arrivals.kind === 'open' ? dueAtMs : arrivals.kind === 'closed' ? arrivals.thinkMs : undefined;
  const rows = shareSize(count, worker, workers);
  const items = Uint32Array.from(
    { length: rows },
    (_, place) => itemIndex[rowAt(place, worker, workers)] as number,
  );
  const own = Float64Array.from(
    { length: times ? rows : 0 },
    (_, place) => times?.[rowAt(place, worker, workers)] as number,
  );
  return { rows, body: Buffer.concat([new Uint8Array(items.buffer), new Uint8Array(own.buffer)]) };
}
