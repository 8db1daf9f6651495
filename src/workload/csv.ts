import { CsvError, parse } from 'csv-parse/sync';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow } from '../model/plan.ts';

/** Comma-separated values with a header line (RFC 4180). */
export function parseCsv(text: string, name: string): DatasetRow[] {
  const [header, ...records] = readRecords(text, name);
  if (!header) return [];
  checkHeader(header, name);
  const isNumeric = header.map((_, column) => isNumericColumn(records, column));
  return records.map((cells) =>
    // A column called `__proto__` becomes a plain key this way.
    Object.fromEntries(
      header.map((column, i) => [column, isNumeric[i] ? toNumber(cells[i]) : (cells[i] ?? '')]),
    ),
  );
}

function readRecords(text: string, name: string): string[][] {
  try {
    return parse(text, { skip_empty_lines: true, max_record_size: 16 * 1024 * 1024 });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : 1;
    throw malformed(name, line, `${cause.message.slice(0, 200).replace(/[\r\n]+/g, ' ')}.`, cause);
  }
}

function checkHeader(header: string[], name: string): void {
  const repeated = header.find((column, i) => header.indexOf(column) !== i);
  if (repeated !== undefined) throw malformed(name, 1, `The header has the column \`${repeated}\` twice.`);
  if (header.some((column) => column.trim() === ''))
    throw malformed(name, 1, 'The header has a column without a name.');
}

/**
 * A column is one of numbers only when every cell that holds anything reads back as it was written:
 * an id such as `007` stays text. An empty cell of such a column is null.
 */
function isNumericColumn(records: string[][], column: number): boolean {
  const cells = records.map((cells) => cells[column] ?? '').filter((cell) => cell !== '');
  return cells.length > 0 && cells.every((cell) => /^-?\d/.test(cell) && canonical(cell));
}

const canonical = (cell: string): boolean =>
  Number.isFinite(Number(cell)) && (String(Number(cell)) === cell || /^-?(0|[1-9]\d*)\.\d+$/.test(cell));

const toNumber = (cell: string | undefined): number | null =>
  cell === undefined || cell === '' ? null : Number(cell);

function malformed(name: string, line: number, fact: string, cause?: unknown): SluiceError {
  return new SluiceError('dataset-malformed', {
    location: `${name}:${line}`,
    fact,
    remedy:
      'Give every row as many cells as the header has, and put cells with commas or quotes into "double quotes".',
    cause,
  });
}
