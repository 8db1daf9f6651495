import { SluiceError } from '../model/error.ts';

/** Where a line stands, for messages. */
export interface LinePlace {
  name: string;
  line: number;
}

export function malformed({ name, line }: LinePlace, fact: string, cause?: unknown): SluiceError {
  return new SluiceError('samples-malformed', {
    fact: `${fact}.`,
    remedy: 'Correct this line; docs/samples.md describes the format.',
    location: `${name}:${line}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

const longestText = 200;
/** What is beyond was not measured, and sums of it are no numbers any more. */
const largest = Number.MAX_SAFE_INTEGER;

/** The fields of one JSON object of a sample file, read by type; whatever is not as it must be throws `samples-malformed`. */
export class LineFields {
  readonly place: LinePlace;
  readonly #fields: Record<string, unknown>;

  constructor(value: unknown, what: string, place: LinePlace) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw malformed(place, `${what} is no JSON object`);
    this.#fields = value as Record<string, unknown>;
    this.place = place;
  }

  /** Missing and null are the same: tools write either. */
  has(key: string): boolean {
    return this.#fields[key] !== undefined && this.#fields[key] !== null;
  }

  raw(key: string): unknown {
    return this.#fields[key];
  }

  text(key: string): string {
    const value = this.#fields[key];
    if (typeof value === 'string' && value !== '' && value.length <= longestText) return value;
    throw this.#wrong(key, `a text of 1 to ${longestText} characters`);
  }

  /** A text, or a number that serves as a name. */
  label(key: string): string {
    const value = this.#fields[key];
    return typeof value === 'number' && Number.isFinite(value) ? String(value) : this.text(key);
  }

  count(key: string): number {
    const value = this.#fields[key];
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    throw this.#wrong(key, 'a whole number from 0');
  }

  above(limit: number, key: string): number {
    const value = this.#fields[key];
    if (typeof value === 'number' && value > limit && value <= largest) return value;
    throw this.#wrong(key, `a finite number above ${limit}`);
  }

  atLeast(limit: number, key: string): number {
    const value = this.#fields[key];
    if (typeof value === 'number' && value >= limit && value <= largest) return value;
    throw this.#wrong(key, `a finite number from ${limit}`);
  }

  #wrong(key: string, expected: string): SluiceError {
    const value = this.#fields[key];
    const found =
      typeof value === 'number' ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? 'missing');
    return malformed(this.place, `${key} must be ${expected}, but is ${found}`);
  }
}
