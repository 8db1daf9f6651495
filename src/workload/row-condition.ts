import type { DatasetRow, RowCondition } from '../model/plan.ts';
import type { JsonValue } from '../model/protocol.ts';

/** Whether the row's column is as the condition wants it. A row without the column never is. */
export function holds(condition: RowCondition, row: DatasetRow): boolean {
  const value = cellOf(row, condition.column);
  if (value === undefined || value === null) return false;
  if (condition.equals !== undefined) return String(value) === condition.equals;
  const measured = measure(value);
  if (measured === undefined) return false;
  const {
    minimum = -Infinity,
    maximum = Infinity,
    minimumExclusive = false,
    maximumExclusive = false,
  } = condition;
  const aboveMinimum = minimumExclusive ? measured > minimum : measured >= minimum;
  const belowMaximum = maximumExclusive ? measured < maximum : measured <= maximum;
  return aboveMinimum && belowMaximum;
}

/** A number is itself; a text counts by its length in characters; anything else cannot be compared. */
export function measure(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value;
  // Code points, so that a character outside the basic plane is one and not two.
  if (typeof value === 'string') return Array.from(value).length;
  return undefined;
}

export function cellOf(row: DatasetRow, column: string): JsonValue | undefined {
  return Object.hasOwn(row, column) ? row[column] : undefined;
}
