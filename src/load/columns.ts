import { outcomes, type Samples } from '../model/sample.ts';

/** Every column is there: what the engine allocates. */
export type EngineSamples = Required<Samples>;

const float64Columns = [
  'dueAtMs',
  'sentAtMs',
  'connectMs',
  'firstByteAtMs',
  'firstTokenAtMs',
  'endAtMs',
  'inputTokens',
  'outputTokens',
  'responseBytes',
] as const;

const bytesPerRequest = float64Columns.length * 8 + 4 + 2 + 2 + 1;

/**
 * The columns of one block over one shared buffer, allocated up front. Each worker writes the rows of its own requests
 * in place, so nothing is copied or merged when the block ends. Rows start as `aborted` and with no time known: a
 * request that is never finished needs no further book-keeping to be counted right.
 */
export function allocateColumns(count: number): EngineSamples {
  const buffer = new SharedArrayBuffer(Math.max(8, Math.ceil((count * bytesPerRequest) / 8) * 8));
  let offset = 0;
  const float64 = () => {
    const column = new Float64Array(buffer, offset, count).fill(Number.NaN);
    offset += count * 8;
    return column;
  };
  const columns = Object.fromEntries(float64Columns.map((name) => [name, float64()])) as Record<
    (typeof float64Columns)[number],
    Float64Array
  >;
  const itemIndex = new Uint32Array(buffer, offset, count);
  offset += count * 4;
  const classIndex = new Uint16Array(buffer, offset, count);
  offset += count * 2;
  const httpStatus = new Uint16Array(buffer, offset, count);
  offset += count * 2;
  const outcome = new Uint8Array(buffer, offset, count).fill(outcomes.indexOf('aborted'));
  columns.connectMs.fill(0);
  columns.responseBytes.fill(0);
  return { count, ...columns, itemIndex, classIndex, httpStatus, outcome };
}

/** The first `count` rows, as views: a closed loop learns only at its end how many requests it took. */
export function firstRows(samples: EngineSamples, count: number): EngineSamples {
  if (count === samples.count) return samples;
  const entries = Object.entries(samples).map(([name, column]) =>
    typeof column === 'number' ? [name, count] : [name, column.subarray(0, count)],
  );
  return Object.fromEntries(entries) as EngineSamples;
}
