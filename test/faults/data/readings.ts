import assert from 'node:assert/strict';
import { SluiceError, type ErrorCode } from '../../../src/model/error.ts';
import { seeded } from '../../stats/draws.ts';

export interface Readings {
  /** How many were read as if nothing were wrong with them. */
  read: number;
  /** By code. */
  refused: Partial<Record<ErrorCode, number>>;
  longestMs: number;
}

/** No reader may take longer over so small an input, whatever is in it. */
const mostMs = 10_000;

/**
 * Reads each input. What comes of it is a value, or an error of one of these codes that tells fact and remedy on lines
 * without control characters; all else is thrown.
 */
export async function readEach<Input>(
  inputs: Iterable<Input>,
  read: (input: Input) => unknown,
  codes: readonly ErrorCode[],
): Promise<Readings> {
  const readings: Readings = { read: 0, refused: {}, longestMs: 0 };
  let index = 0;
  for (const input of inputs) {
    const startedAtMs = performance.now();
    try {
      await read(input);
      readings.read += 1;
    } catch (thrown) {
      const code = checkRefusal(thrown, codes, `input ${index}`);
      readings.refused[code] = (readings.refused[code] ?? 0) + 1;
    }
    const tookMs = performance.now() - startedAtMs;
    assert.ok(tookMs < mostMs, `input ${index} took ${tookMs} ms`);
    readings.longestMs = Math.max(readings.longestMs, tookMs);
    index += 1;
  }
  return readings;
}

function checkRefusal(thrown: unknown, codes: readonly ErrorCode[], what: string): ErrorCode {
  if (!(thrown instanceof SluiceError))
    throw new Error(`${what} ended in no error of ours`, { cause: thrown });
  if (!codes.includes(thrown.code))
    throw new Error(`${what} ended in ${thrown.code}: ${thrown.fact}`, { cause: thrown });
  assert.match(thrown.fact, /^[^\p{Cc}]{10,}$/u, `${what}: ${JSON.stringify(thrown.fact)}`);
  assert.match(thrown.remedy, /^[^\p{Cc}]{4,}[.?]$/u, `${what}: ${JSON.stringify(thrown.remedy)}`);
  return thrown.code;
}

/** `3871 baseline-unreadable, 1 read; none took over 4 ms`. */
export function tell({ read, refused, longestMs }: Readings): string {
  const codes = Object.entries(refused).map(([code, times]) => `${times} ${code}`);
  return `${[...codes, `${read} read`].join(', ')}; none took over ${Math.ceil(longestMs)} ms`;
}

/** The beginnings of the bytes, from none to all but the last one; of long ones a sample at equal distances. */
export function* cuts(bytes: Buffer, most = Infinity): Generator<Buffer> {
  const step = Math.max(1, bytes.length / most);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(0, Math.floor(at));
}

const oddBytes = Buffer.from('\0\n"\'{}[],:-+09eE.\\/ <>&*#%x\x80\xc3\xff', 'latin1');

/** Copies of the bytes with one to three bytes of them replaced, removed or put in, the same at every run. */
export function* mutants(bytes: Buffer, count: number, seed = 1): Generator<Buffer> {
  const random = seeded(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let i = 0; i < count; i += 1) {
    let mutant = bytes;
    for (let changes = 1 + below(3); changes > 0; changes -= 1) {
      const at = below(mutant.length);
      const odd = random() < 0.5 ? oddBytes[below(oddBytes.length)]! : below(256);
      // Replaced, removed, put in.
      const [kept, added] = [
        [at + 1, odd],
        [at + 1 + below(4), undefined],
        [at, odd],
      ][below(3)] as [number, number?];
      const between = added === undefined ? [] : [added];
      mutant = Buffer.concat([mutant.subarray(0, at), Buffer.from(between), mutant.subarray(kept)]);
    }
    yield mutant;
  }
}
