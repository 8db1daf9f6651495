import type { RowCondition } from '../model/plan.ts';

type Parsed = Omit<RowCondition, 'column' | 'written'>;

const number = String.raw`(-?\d+(?:\.\d+)?)`;
const comparison = new RegExp(`^(<=|>=|<|>)\\s*${number}$`);
const range = new RegExp(`^${number}\\s*-\\s*${number}$`);
const exact = new RegExp(`^${number}$`);

/**
 * What a row's column must be: `<15`, `>=15`, `15-60` (both ends belong to it), `12`, or a text that it equals.
 * @returns undefined for what looks like a comparison and is none, so that a slip never becomes a text
 */
export function parseCondition(written: string | number): Parsed | undefined {
  if (typeof written === 'number') return { minimum: written, maximum: written };
  const text = written.trim();
  const [, operator, bound] = comparison.exec(text) ?? [];
  if (operator !== undefined) return compare(operator, Number(bound));
  const [, low, high] = range.exec(text) ?? [];
  if (low !== undefined) {
    return Number(low) <= Number(high) ? { minimum: Number(low), maximum: Number(high) } : undefined;
  }
  if (exact.test(text)) return { minimum: Number(text), maximum: Number(text) };
  return /^\p{L}[^<>=]*$/u.test(text) ? { equals: text } : undefined;
}

function compare(operator: string, bound: number): Parsed {
  switch (operator) {
    case '<':
      return { maximum: bound, maximumExclusive: true };
    case '<=':
      return { maximum: bound };
    case '>':
      return { minimum: bound, minimumExclusive: true };
    default:
      return { minimum: bound };
  }
}
