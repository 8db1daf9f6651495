import type { JsonValue } from '../model/protocol.ts';
import type { Workload, WorkloadItem } from '../model/schedule.ts';
import { readTokens } from './layouts/trace.ts';
import { cellOf } from './row-condition.ts';

export interface LongestClass {
  classIndex: number;
  /** The mean of its inputs. */
  length: number;
  /** Tokens where every row says how many it has (`input_tokens`), else characters of the longest column. */
  unit: 'tokens' | 'characters';
}

/** The class with the longest inputs, on average over its rows; of equals the first. */
export function longestClass({ classes, items }: Pick<Workload, 'classes' | 'items'>): LongestClass {
  const known = items.every(({ row }) => readTokens(cellOf(row, 'input_tokens')) !== undefined);
  const lengthOf = known ? tokensOf : charactersOf;
  const lengths = classes.map((_, classIndex) =>
    meanOf(items.filter((item) => item.classIndex === classIndex).map(lengthOf)),
  );
  const length = Math.max(...lengths);
  return { classIndex: lengths.indexOf(length), length, unit: known ? 'tokens' : 'characters' };
}

const tokensOf = ({ row }: WorkloadItem): number => readTokens(cellOf(row, 'input_tokens')) ?? 0;

const charactersOf = ({ row }: WorkloadItem): number =>
  Object.values(row).reduce<number>((longest, value) => Math.max(longest, writtenLength(value)), 0);

/** Of messages and other lists, what they are when written. */
const writtenLength = (value: JsonValue): number =>
  typeof value === 'string' ? value.length : JSON.stringify(value).length;

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
