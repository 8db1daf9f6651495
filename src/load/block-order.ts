import type { BlockPlan, WorkloadItem } from '../model/schedule.ts';
import { allocateColumns, type EngineSamples } from './columns.ts';
import { engineFault } from './engine-fault.ts';
import { allocateLiveCounters, type LiveCounters } from './live-counters.ts';
import type { BlockOrder } from './messages.ts';

export interface AllocatedBlock {
  columns: EngineSamples;
  live: LiveCounters;
  arrivals: BlockOrder['arrivals'];
}

/** Checks a block's plan and allocates everything that it will fill. Throws `engine-failed` for a plan that cannot be. */
export function allocateBlock(block: BlockPlan, items: readonly WorkloadItem[]): AllocatedBlock {
  const { arrivals } = block;
  const itemIndex = arrivals.kind === 'open' ? arrivals.schedule.itemIndex : arrivals.loop.itemIndex;
  const columns = allocateColumns(itemIndex.length);
  columns.itemIndex.set(itemIndex);
  itemIndex.forEach((index, row) => {
    const item = items[index];
    if (!item) throw engineFault(`The schedule asks for input ${index}, of ${items.length}.`);
    columns.classIndex[row] = item.classIndex;
  });
  const live = allocateLiveCounters();
  if (arrivals.kind === 'open') {
    checkAscending(arrivals.schedule.dueAtMs, itemIndex.length);
    columns.dueAtMs.set(arrivals.schedule.dueAtMs);
    return { columns, live, arrivals: { kind: 'open' } };
  }
  const { concurrency, maximumMs } = arrivals.loop;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw engineFault(`A closed loop needs at least one user, not ${concurrency}.`);
  }
  return {
    columns,
    live,
    arrivals: { kind: 'closed', concurrency, maximumMs, staggerMs: stagger(concurrency, maximumMs) },
  };
}

function checkAscending(dueAtMs: Float64Array, items: number): void {
  if (dueAtMs.length !== items) {
    throw engineFault(`The schedule has ${dueAtMs.length} times for ${items} requests.`);
  }
  let before = 0;
  for (const due of dueAtMs) {
    if (!(due >= before && due < Number.POSITIVE_INFINITY)) {
      throw engineFault(`The schedule is not ascending: ${due} ms after ${before} ms.`);
    }
    before = due;
  }
}

/** The users start 10 ms apart, all within a second and within a twentieth of the block: no burst at the start. */
function stagger(concurrency: number, maximumMs: number): number {
  return Math.min(10 * concurrency, 1000, maximumMs / 20);
}
