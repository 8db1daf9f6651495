import { isDeepStrictEqual } from 'node:util';
import { SluiceError } from '../../src/model/error.ts';
import type { ErrorCode } from '../../src/model/error.ts';

/** Faults of ours, whatever the input. */
const ourFaults: readonly ErrorCode[] = ['internal', 'engine-failed'];
/** Of one message, whatever was wrong: a log and a comment have to hold it. */
const mostCharacters = 20_000;

/** A property that does not hold. */
export class PropertyError extends Error {}

/** What `work` gives, or undefined where it refuses its input as it should: by a SluiceError with a fact and a remedy. */
export function unlessRefused<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (thrown) {
    checkRefusal(thrown);
    return undefined;
  }
}

export async function unlessRefusedLater<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (thrown) {
    checkRefusal(thrown);
    return undefined;
  }
}

function checkRefusal(thrown: unknown): void {
  if (!(thrown instanceof SluiceError) || ourFaults.includes(thrown.code)) throw thrown;
  const { code, fact, remedy, location = '', evidence } = thrown;
  if (fact === '' || remedy === '') throw new PropertyError(`${code} without a fact or a remedy`);
  const characters = [fact, remedy, location, ...evidence].join('').length;
  if (characters > mostCharacters) throw new PropertyError(`${code} with ${characters} characters`);
}

export function same(found: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(found, expected)) return;
  const show = (value: unknown): string => String(JSON.stringify(value)).slice(0, 2000);
  throw new PropertyError(`${what}: ${show(found)}\ninstead of ${show(expected)}`);
}

export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new PropertyError(what);
}

/** All numbers in plain data are finite, so that JSON holds them. */
export function finite(value: unknown, path = 'it'): void {
  if (typeof value === 'number') holds(Number.isFinite(value), `${path} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) finite(part, `${path}.${key}`);
}
