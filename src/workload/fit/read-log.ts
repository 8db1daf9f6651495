import { SluiceError } from '../../model/error.ts';
import type { DatasetRow } from '../../model/plan.ts';
import { looksLikeSpans, readGenAiSpans } from './genai-spans.ts';
import type { GivenColumns, LogColumns } from './log-columns.ts';
import { RowReader } from './row-reader.ts';
import { Traffic } from './traffic.ts';

/** One row of a log, and where it stands. */
export interface LogRow {
  row: DatasetRow;
  location: string;
}

export interface LogOptions {
  /** Of the file, for messages. */
  name: string;
  /** `auto`: spans where the first row looks like them. */
  format: 'auto' | 'rows' | 'otel';
  columns: GivenColumns;
  /** Only requests to this model. */
  model?: string;
}

export interface ReadLog {
  traffic: Traffic;
  /** Absent for spans. */
  columns?: LogColumns;
  /** Rows or spans that tell of no model call, or of no tokens. */
  leftOut: number;
  /** Requests to other models than the one asked. */
  otherModels: number;
  /** What its times are, for showing them: of the calendar, or counted from an origin of its own. */
  clock: 'calendar' | 'own';
}

/** Numbers below are counted from the start of a trace: as milliseconds since 1970 they would lie in 1973. */
const firstCalendarMs = 1e11;

/**
 * The traffic of a log, row by row: nothing but its statistics is kept.
 * @throws SluiceError dataset-malformed with the row's location; dataset-empty where no row tells of a request
 */
export async function readLog(
  rows: AsyncIterable<LogRow>,
  { name, format, columns: given, model: asked }: LogOptions,
): Promise<ReadLog> {
  const traffic = new Traffic();
  const reader = new RowReader(given);
  let [leftOut, otherModels] = [0, 0];
  let spans = format === 'auto' ? undefined : format === 'otel';
  let clock: string | undefined;
  for await (const { row, location } of rows) {
    spans ??= looksLikeSpans(row);
    const { calls, others } = spans ? readGenAiSpans(row, location) : reader.read(row, location);
    leftOut += others;
    for (const call of calls) {
      clock = checkClock(call, clock, location);
      if (asked !== undefined && call.model !== asked) otherModels += 1;
      else traffic.add(call, () => location);
    }
  }
  const { columns, unknown } = reader;
  const log = { traffic, leftOut, otherModels, ...(columns && { columns }) };
  if (traffic.requests === 0) throw unknown ?? nothingFound(log, name, asked);
  const { firstMs } = traffic.arrivals.span();
  return { ...log, clock: firstMs >= firstCalendarMs ? 'calendar' : 'own' };
}

/** Seconds and date-times in one column would put requests decades apart. */
function checkClock(call: object, before: string | undefined, location: string): string | undefined {
  const clock = 'clock' in call ? String(call.clock) : undefined;
  if (before === undefined || clock === before) return clock;
  throw new SluiceError('dataset-malformed', {
    location,
    fact: `The time is a ${clock} here and a ${before} before.`,
    remedy: 'Write all times alike.',
  });
}

function nothingFound(
  { leftOut, otherModels }: Pick<ReadLog, 'leftOut' | 'otherModels'>,
  name: string,
  asked: string | undefined,
): SluiceError {
  const fact =
    otherModels > 0
      ? `None of the ${otherModels} requests of ${name} is one to the model ${asked}.`
      : `${name} holds no request with token counts; ${leftOut} rows or spans have none.`;
  return new SluiceError('dataset-empty', {
    location: name,
    fact,
    remedy:
      'Use a log whose rows have a time and both token counts (`--time`, `--input`, `--output`), or spans with gen_ai.usage.input_tokens.',
  });
}
