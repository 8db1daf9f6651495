import { mostKeptRequests } from '../../model/run.ts';
import type { BlockRequests } from '../../model/run.ts';
import type { Shard, WholeBlock } from '../../model/shard.ts';
import { firstOwnRow, ownRequests } from './own-requests.ts';

type Column = 'dueMs' | 'failedMs' | 'latencyMs' | 'ttftMs' | 'tpotMs';
const columns = ['dueMs', 'failedMs', 'latencyMs', 'ttftMs', 'tpotMs'] as const satisfies readonly Column[];

/** One kept request at its position in the schedule of the whole block. */
export interface PlacedRequest extends Partial<Record<Column, number | null>> {
  row: number;
  classIndex: number;
}

/** A shard's kept requests at their positions. Of a part that was too large every second was kept, or fourth, and so on. */
export function placeRequests(
  requests: BlockRequests,
  whole: WholeBlock,
  shard: Pick<Shard, 'index' | 'of'>,
): PlacedRequest[] {
  const first = firstOwnRow(whole, shard);
  const own = ownRequests(whole, shard);
  let every = 1;
  while (Math.floor(own / every) > requests.classIndex.length) every *= 2;
  return requests.classIndex.map((classIndex, i) => {
    const placed: PlacedRequest = { row: first + ((i + 1) * every - 1) * shard.of, classIndex };
    for (const column of columns) {
      const values = requests[column];
      if (values) placed[column] = values[i] ?? null;
    }
    return placed;
  });
}

/** The requests of two shards, or of two groups of them, in the order of the schedule. Associative and commutative. */
export function joinRequests(a: readonly PlacedRequest[], b: readonly PlacedRequest[]): PlacedRequest[] {
  return [...a, ...b].sort((left, right) => left.row - right.row);
}

/**
 * As the whole block would have kept them: none where there are more than are kept, of those with due times every second,
 * or fourth.
 */
export function keepRequests(
  placed: readonly PlacedRequest[],
  { schedule = '' }: WholeBlock,
): BlockRequests | undefined {
  const isTimed = placed.some(({ dueMs }) => dueMs !== undefined);
  if (placed.length > mostKeptRequests && !isTimed) return undefined;
  let kept = placed;
  while (kept.length > mostKeptRequests) kept = kept.filter((_, i) => i % 2 === 1);
  const has = (column: Column) => kept.some((request) => request[column] !== undefined);
  const values = (column: Column) => kept.map((request) => request[column] ?? null);
  return {
    schedule,
    classIndex: kept.map(({ classIndex }) => classIndex),
    ...(has('dueMs') ? { dueMs: kept.map(({ dueMs }) => dueMs ?? 0) } : {}),
    ...(has('failedMs') ? { failedMs: values('failedMs') } : {}),
    latencyMs: values('latencyMs'),
    ...(has('ttftMs') ? { ttftMs: values('ttftMs') } : {}),
    ...(has('tpotMs') ? { tpotMs: values('tpotMs') } : {}),
  };
}
