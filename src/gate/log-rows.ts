import { CsvError, parse } from 'csv-parse';
import { createReadStream, openSync } from 'node:fs';
import type { ReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow } from '../model/plan.ts';
import { parseDataset, parseJsonLine } from '../workload/index.ts';
import type { LogRow } from '../workload/index.ts';
import { readText } from './input-file.ts';

/** `json`: one value, which may be laid out over many lines. It is read whole, the others row by row. */
export type LogFormat = 'jsonl' | 'csv' | 'json';

/**
 * The rows of a log, each with its place in the file. Blank lines are skipped.
 * @throws SluiceError dataset-missing, or dataset-malformed with file and line
 */
export async function* readLogRows(file: string, format: LogFormat): AsyncGenerator<LogRow> {
  const rows = { jsonl: readLines, csv: readRecords, json: readWhole }[format];
  try {
    yield* rows(file);
  } catch (thrown) {
    // A folder opens as a file does, and cannot be read.
    throw thrown instanceof Error && 'syscall' in thrown ? unreadable(file, thrown) : thrown;
  }
}

async function* readLines(file: string): AsyncGenerator<LogRow> {
  let number = 0;
  for await (const line of createInterface({ input: open(file), crlfDelay: Infinity })) {
    number += 1;
    const text = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line;
    if (text.trim() === '') continue;
    const parsed = parseJsonLine(text);
    const location = `${file}:${number}`;
    if ('value' in parsed) yield { row: parsed.value, location };
    else {
      throw new SluiceError('dataset-malformed', {
        location,
        ...parsed,
        remedy:
          'Write one JSON object on each line; `--format csv` reads columns, and a .json file one array.',
      });
    }
  }
}

async function* readRecords(file: string): AsyncGenerator<LogRow> {
  const input = open(file);
  const parser = input.pipe(
    parse({
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
      max_record_size: 16 * 1024 * 1024,
    }),
  );
  input.on('error', (cause) => parser.destroy(cause));
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: DatasetRow;
      info: { lines: number };
    }>) {
      yield { row: record, location: `${file}:${info.lines}` };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new SluiceError('dataset-malformed', {
      location: `${file}:${typeof cause['lines'] === 'number' ? cause['lines'] : 1}`,
      fact: `${cause.message.slice(0, 200).replace(/\p{C}+/gu, ' ')}.`,
      remedy:
        'Give every row as many cells as the header has, and put cells with commas or quotes into "double quotes".',
      cause,
    });
  } finally {
    input.destroy();
  }
}

/** An array of rows, or one object. */
async function* readWhole(file: string): AsyncGenerator<LogRow> {
  const text = readText(file, process.cwd()).trim();
  const rows = parseDataset(text.startsWith('{') ? `[${text}]` : text, 'json', file, 'rows');
  for (const [index, row] of rows.entries()) yield { row, location: `${file}, row ${index + 1}` };
}

/** Opened at once, so that a wrong path is told before anything is read. */
function open(file: string): ReadStream {
  return createReadStream(file, { fd: openSync(file, 'r') });
}

function unreadable(file: string, cause: Error): SluiceError {
  return new SluiceError('dataset-missing', {
    fact: `The file ${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? cause.message}.`,
    remedy: 'Check the path: it starts from the current folder.',
    cause,
  });
}
