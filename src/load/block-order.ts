import { SluiceError } from '../model/error.ts';
import { mostRequestsPerBlock, type BlockPlan, type WorkloadItem } from '../model/schedule.ts';
import { bytesPerRequest, type ColumnStore, type EngineSamples } from './columns.ts';
import { engineFault } from './engine-fault.ts';
import { resetLiveCounters, type LiveCounters } from './live-counters.ts';
import type { BlockOrder } from './messages.ts';

export interface AllocatedBlock {
  columns: EngineSamples;
  arrivals: BlockOrder['arrivals'];
}

/** What one block after the other uses. */
export interface BlockMemory {
  store: ColumnStore;
  live: LiveCounters;
}

/**
 * Checks a block's plan and makes everything ready that it will fill. Throws `config-invalid` for a block of more requests
 * than are kept in memory, `engine-failed` for a plan that cannot be.
 */
export function allocateBlock(
  block: BlockPlan,
  items: readonly WorkloadItem[],
  { store, live }: BlockMemory,
): AllocatedBlock {
  const { arrivals } = block;
  const { itemIndex } = arrivals.kind === 'closed' ? arrivals.loop : arrivals.schedule;
  refuseTooLarge(itemIndex.length, block);
  const columns = store.take(itemIndex.length);
  columns.itemIndex.set(itemIndex);
  itemIndex.forEach((index, row) => {
    const item = items[index];
    if (!item) throw engineFault(`The schedule asks for input ${index}, of ${items.length}.`);
    columns.classIndex[row] = item.classIndex;
  });
  resetLiveCounters(live);
  if (arrivals.kind === 'open') {
    checkAscending(arrivals.schedule.dueAtMs, itemIndex.length);
    columns.dueAtMs.set(arrivals.schedule.dueAtMs);
    return { columns, arrivals: { kind: 'open' } };
  }
  if (arrivals.kind === 'sessions') {
    const { startAtMs, firstRow, thinkMs } = arrivals.schedule;
    checkAscending(startAtMs, firstRow.length);
    // The other turns are due when the answers before them are there.
    firstRow.forEach((row, session) => (columns.dueAtMs[row] = startAtMs[session] as number));
    return {
      columns,
      arrivals: {
        kind: 'sessions',
        startAtMs: shared(startAtMs),
        firstRow,
        thinkMs: shareThinkTimes(thinkMs, itemIndex.length),
      },
    };
  }
  const { concurrency, maximumMs, thinkMs, mostRatePerSecond } = arrivals.loop;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw engineFault(`A closed loop needs at least one user, not ${concurrency}.`);
  }
  return {
    columns,
    arrivals: {
      kind: 'closed',
      concurrency,
      maximumMs,
      staggerMs: stagger(concurrency, maximumMs),
      ...(thinkMs && { thinkMs: shareThinkTimes(thinkMs, itemIndex.length) }),
      ...(mostRatePerSecond === undefined ? {} : { mostRatePerSecond }),
    },
  };
}

/** Settings are checked before; this is for blocks that come from elsewhere. */
function refuseTooLarge(requests: number, { scenario, index }: BlockPlan): void {
  if (requests <= mostRequestsPerBlock) return;
  const megabytes = Math.round((requests * bytesPerRequest) / 1e6);
  throw new SluiceError('config-invalid', {
    fact: `Block ${index} of ${scenario} has ${requests} requests (${megabytes} MB of samples); at most ${mostRequestsPerBlock} are kept in memory.`,
    remedy:
      'Shorten the block or lower its rate; several blocks one after the other need no more memory than one.',
  });
}

function shareThinkTimes(thinkMs: Float64Array, items: number): Float64Array {
  if (thinkMs.length !== items || !thinkMs.every((each) => each >= 0 && each < Number.POSITIVE_INFINITY)) {
    throw engineFault(
      `The block has ${thinkMs.length} think times for ${items} requests, or some that are none.`,
    );
  }
  return shared(thinkMs);
}

function shared(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
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
