import { columnNames } from '../../model/column-names.ts';
import { SluiceError } from '../../model/error.ts';
import type { DatasetRow } from '../../model/plan.ts';
import type { JsonValue } from '../../model/protocol.ts';
import { chooseLayout } from '../layouts/index.ts';
import { noTokens, readTokens } from '../layouts/trace.ts';
import { cellOf } from '../row-condition.ts';
import { readTimestamp } from '../timestamp.ts';
import type { LoggedRequest } from './traffic.ts';

/** Where a log has what is needed; `usage.prompt_tokens` is a field within a field. */
export interface LogColumns {
  time: string;
  input: string;
  output: string;
  /** Of times that are numbers. */
  unit: 's' | 'ms';
  model?: string;
}

export type GivenColumns = { [Key in keyof LogColumns]?: LogColumns[Key] | undefined };

type Needed = 'time' | 'input' | 'output';

/** As logs of gateways and servers name them; compared without regard to case. */
const known: Record<Needed | 'model', string[]> = {
  time: ['timestamp', 'time', 'ts', '@timestamp', 'start_time', 'startTime', 'created_at', 'created', 'date'],
  input: [
    'input_tokens',
    'prompt_tokens',
    'input_length',
    'ContextTokens',
    'Request tokens',
    'usage.prompt_tokens',
    'usage.input_tokens',
  ],
  output: [
    'output_tokens',
    'completion_tokens',
    'output_length',
    'GeneratedTokens',
    'Response tokens',
    'usage.completion_tokens',
    'usage.output_tokens',
  ],
  model: ['model', 'model_name', 'request.model'],
};

/** Seconds since 1970 have reached no such number for three thousand years. */
const surelyMilliseconds = 1e11;

/** The columns of a log by one of its rows: those that are given, else those with a known name; or which of them it lacks. */
export function findColumns(row: DatasetRow, given: GivenColumns): LogColumns | { missing: Needed } {
  const found: { [Key in Needed]?: string } = {};
  for (const what of ['time', 'input', 'output'] as const) {
    const column = given[what] ?? findColumn(row, known[what]);
    if (column === undefined) return { missing: what };
    found[what] = column;
  }
  const { time, input, output } = found as Record<Needed, string>;
  const model = given.model ?? findColumn(row, known.model);
  return {
    time,
    input,
    output,
    unit: given.unit ?? unitOf(row, time),
    ...(model !== undefined && { model }),
  };
}

export function noColumn(what: Needed, row: DatasetRow, location: string): SluiceError {
  return new SluiceError('dataset-malformed', {
    location,
    fact: `No column of the ${what === 'time' ? 'time' : `${what} tokens`} is known here; the columns are ${columnNames(Object.keys(row))}.`,
    remedy: `Name it: \`--${what} COLUMN\`, with dots for a field within a field.`,
  });
}

/** The column as this row writes its name. */
function findColumn(row: DatasetRow, names: readonly string[]): string | undefined {
  for (const name of names) {
    if (fieldOf(row, name) !== undefined) return name;
    const alike = Object.keys(row).find((column) => column.toLowerCase() === name.toLowerCase());
    if (alike !== undefined) return alike;
  }
  return undefined;
}

function unitOf(row: DatasetRow, time: string): 's' | 'ms' {
  const layout = chooseLayout([row], undefined)?.time;
  if (layout?.column === time) return layout.unit;
  return Number(fieldOf(row, time)) >= surelyMilliseconds ? 'ms' : 's';
}

/** A column by its own name, or a field within fields. */
export function fieldOf(row: DatasetRow, path: string): JsonValue | undefined {
  const own = cellOf(row, path);
  if (own !== undefined || !path.includes('.')) return own;
  return path.split('.').reduce<JsonValue | undefined>((value, key) => {
    const isRow = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isRow ? cellOf(value, key) : undefined;
  }, row);
}

/**
 * The request that a row of a log tells of.
 * @returns undefined where a count of tokens is empty, as it is of requests that failed
 * @throws SluiceError dataset-malformed where a value is there and is none
 */
export function readLoggedRequest(
  row: DatasetRow,
  { time, input, output, unit, model }: LogColumns,
  location: string,
): (LoggedRequest & { clock: string }) | undefined {
  const fault = (fact: string, remedy: string) =>
    new SluiceError('dataset-malformed', { location, fact, remedy });
  const lengths = [input, output].map((column) => {
    const cell = fieldOf(row, column);
    if (cell === undefined || cell === null || cell === '') return undefined;
    const tokens = readTokens(cell);
    if (tokens === undefined)
      throw fault(noTokens(column, cell), 'Write a whole number of tokens from 0 on, or leave it empty.');
    return tokens;
  });
  const [inputTokens, outputTokens] = lengths;
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const timestamp = readTimestamp(fieldOf(row, time), unit);
  if (!timestamp) {
    const written = JSON.stringify(fieldOf(row, time) ?? null).slice(0, 60);
    throw fault(
      `\`${time}\` is ${written}, which is no time.`,
      'Write a number, or a time such as 2026-05-04T09:30:00.250Z; `--time` names the column.',
    );
  }
  const name = model === undefined ? undefined : fieldOf(row, model);
  return {
    atMs: timestamp.ms,
    clock: timestamp.kind,
    inputTokens,
    outputTokens,
    ...(typeof name === 'string' && { model: name }),
  };
}
