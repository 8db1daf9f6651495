import { parse } from 'csv-parse/sync';

/**
 * The line of a dataset on which a row begins, from 1; for messages, so it is looked up only where something is wrong.
 * @param row its position among the rows, from 0, in a text that was parsed without a fault
 */
export function lineOfRow(text: string, format: 'jsonl' | 'csv', row: number): number {
  return format === 'csv' ? lineOfRecord(text, row) : lineOfJson(text, row);
}

function lineOfJson(text: string, row: number): number {
  let rows = -1;
  const index = text.split('\n').findIndex((line) => line.trim() !== '' && (rows += 1) === row);
  return index + 1;
}

/** A quoted cell may go over several lines, so lines cannot be counted. The header is the record before the first row. */
function lineOfRecord(text: string, row: number): number {
  const records = parse(text, { bom: true, skip_empty_lines: true, info: true, to: row + 2 }) as unknown as {
    info: { lines: number };
    record: string[];
  }[];
  const found = records[row + 1];
  const within = found?.record.reduce((lines, cell) => lines + cell.split('\n').length - 1, 0) ?? 0;
  return (found?.info.lines ?? 1) - within;
}
