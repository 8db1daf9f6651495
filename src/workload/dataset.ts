import { SluiceError } from '../model/error.ts';
import type { DatasetFormat, DatasetLayout, DatasetRow } from '../model/plan.ts';
import { parseCsv } from './csv.ts';
import { parseJsonArray } from './json-array.ts';
import { parseJsonLines } from './json-lines.ts';
import { arrangeRows } from './layouts/index.ts';
import { lineOfRow } from './row-line.ts';

/** Formats that are text; Parquet has a parser of its own. */
export type TextFormat = Exclude<DatasetFormat, 'parquet'>;

/** More is a mistake in the making: a gate sends a few thousand requests. */
const mostCharacters = 256 * 1024 * 1024;
export const mostRows = 500_000;

/**
 * The rows of a dataset file in its order, with the standard columns of their layout.
 * @param name of the file, for messages
 * @param layout recognised by the columns of the first row where none is named
 * @throws SluiceError dataset-empty, or dataset-malformed with file and line
 */
export function parseDataset(
  text: string,
  format: TextFormat,
  name: string,
  layout?: DatasetLayout,
): DatasetRow[] {
  return arrangeRows(parseRows(text, format, name), layout, name, locateRows(text, format, name));
}

/** The rows as they stand in the file. Blank lines are skipped; a byte order mark and CRLF are taken as they come. */
export function parseRows(text: string, format: TextFormat, name: string): DatasetRow[] {
  if (text.length > mostCharacters)
    throw tooLarge(name, `${Math.round(text.length / 2 ** 20)} million characters`);
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const rows = parsers[format](plain, name);
  if (rows.length > mostRows) throw tooLarge(name, `${rows.length} rows`);
  if (rows.length > 0) return rows;
  throw new SluiceError('dataset-empty', {
    location: name,
    fact: `The dataset ${name} has no rows.`,
    remedy: needed[format],
  });
}

/** Where row i of a text stands. An array of JSON is laid out as its writer liked, so its rows are counted from 1. */
export function locateRows(text: string, format: TextFormat, name: string): (row: number) => string {
  return (row) => (format === 'json' ? `${name}, row ${row + 1}` : `${name}:${lineOfRow(text, format, row)}`);
}

const parsers = { csv: parseCsv, jsonl: parseJsonLines, json: parseJsonArray };

const needed = {
  csv: 'Write a header line and at least one row below it.',
  jsonl: 'Write one JSON object on each line.',
  json: 'Write an array of JSON objects.',
};

export function tooLarge(name: string, size: string): SluiceError {
  return new SluiceError('dataset-malformed', {
    location: name,
    fact: `The dataset ${name} has ${size}; at most ${mostRows} rows and ${mostCharacters / 2 ** 20} MiB are taken.`,
    remedy: 'Take a sample of it: a gate sends a few thousand requests at most.',
  });
}
