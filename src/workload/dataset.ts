import { SluiceError } from '../model/error.ts';
import type { DatasetRow } from '../model/plan.ts';
import { parseCsv } from './csv.ts';
import { parseJsonLines } from './json-lines.ts';

export type DatasetFormat = 'jsonl' | 'csv';

/** More is a mistake in the making: a gate sends a few thousand requests. */
const mostCharacters = 256 * 1024 * 1024;
const mostRows = 500_000;

/**
 * The rows of a dataset file, in its order. Blank lines are skipped; a byte order mark and CRLF are taken as they come.
 * @param name of the file, for messages
 * @throws SluiceError dataset-empty, or dataset-malformed with file and line
 */
export function parseDataset(text: string, format: DatasetFormat, name: string): DatasetRow[] {
  if (text.length > mostCharacters)
    throw tooLarge(name, `${Math.round(text.length / 2 ** 20)} million characters`);
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const rows = format === 'csv' ? parseCsv(plain, name) : parseJsonLines(plain, name);
  if (rows.length > mostRows) throw tooLarge(name, `${rows.length} rows`);
  if (rows.length > 0) return rows;
  throw new SluiceError('dataset-empty', {
    location: name,
    fact: `The dataset ${name} has no rows.`,
    remedy:
      format === 'csv'
        ? 'Write a header line and at least one row below it.'
        : 'Write one JSON object on each line.',
  });
}

function tooLarge(name: string, size: string): SluiceError {
  return new SluiceError('dataset-malformed', {
    location: name,
    fact: `The dataset ${name} has ${size}; at most ${mostRows} rows and ${mostCharacters / 2 ** 20} MiB are taken.`,
    remedy: 'Take a sample of it: a gate sends a few thousand requests at most.',
  });
}
