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
  'cachedTokens',
  'outputTokens',
  'reasoningTokens',
  'responseBytes',
] as const;

/** 97. */
export const bytesPerRequest = float64Columns.length * 8 + 4 + 2 + 2 + 1;

/**
 * One shared buffer for the columns of one block after the other: it grows to the largest block and is never given up
 * before that. A new buffer for each block would be freed late: a shared one counts for no thread's garbage collector, so
 * that memory goes up and down by several blocks.
 */
export class ColumnStore {
  #buffer = new SharedArrayBuffer(0);

  /** Columns of `count` fresh rows. Those of the block before are overwritten. */
  take(count: number): EngineSamples {
    const bytes = bytesFor(count);
    // Doubled, so that a ramp of ever larger blocks does not leave a buffer for each step.
    if (bytes > this.#buffer.byteLength) {
      this.#buffer = new SharedArrayBuffer(Math.max(bytes, 2 * this.#buffer.byteLength));
    }
    return allocateColumns(count, this.#buffer);
  }
}

const bytesFor = (count: number): number => Math.max(8, Math.ceil((count * bytesPerRequest) / 8) * 8);

/**
 * The columns of one block over one shared buffer, allocated up front. Each worker writes the rows of its own requests
 * in place, so nothing is copied or merged when the block ends. Rows start as `aborted` and with no time known: a
 * request that is never finished needs no further book-keeping to be counted right.
 */
export function allocateColumns(
  count: number,
  buffer: SharedArrayBuffer = new SharedArrayBuffer(bytesFor(count)),
): EngineSamples {
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
  const itemIndex = new Uint32Array(buffer, offset, count).fill(0);
  offset += count * 4;
  const classIndex = new Uint16Array(buffer, offset, count).fill(0);
  offset += count * 2;
  const httpStatus = new Uint16Array(buffer, offset, count).fill(0);
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
