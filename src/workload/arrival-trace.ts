import { columnNames } from '../model/column-names.ts';
import { SluiceError } from '../model/error.ts';
import type { DatasetRow, ReplayArrivals } from '../model/plan.ts';
import type { JsonValue } from '../model/protocol.ts';
import type { ArrivalTrace } from '../model/schedule.ts';
import { locateRows, parseRows } from './dataset.ts';
import { chooseLayout } from './layouts/index.ts';
import { cellOf } from './row-condition.ts';
import { readTimestamp } from './timestamp.ts';
import type { Timestamp } from './timestamp.ts';

const mostPerSecond = 1_000_000;
const defaultColumn = 'timestamp';

/**
 * The arrivals of a recorded trace: JSON Lines or CSV, one request a row, with its time in one column, which is known where
 * the layout is. Times are numbers from any origin, or ISO 8601 date-times; all of one kind, none earlier than the one before.
 * The first is the start of the replay, and every gap is divided by the scale. The period, after which the trace begins
 * again, is longer than the last arrival by the mean gap: so the rate stays what it is at the seam.
 * @throws SluiceError dataset-empty, or dataset-malformed with file and line
 */
export function parseArrivalTrace(text: string, replay: ReplayArrivals): ArrivalTrace {
  return traceOf(readArrivals(text, replay), replay);
}

/** When each row of a trace was due, in milliseconds from an origin of its own: row i at entry i, ascending. */
export function readArrivals(text: string, replay: ReplayArrivals): number[] {
  const { path, format } = replay;
  const rows = parseRows(text, format, path);
  const known = chooseLayout(rows, replay.layout)?.time;
  const column = replay.column ?? known?.column ?? defaultColumn;
  const unit = replay.unit ?? known?.unit ?? 's';
  const locate = locateRows(text, format, path);
  const fault = (row: number, fact: string, remedy: string) =>
    new SluiceError('dataset-malformed', { location: locate(row), fact, remedy });
  const times = rows.map((row, i) => {
    const time = readTimestamp(cellOf(row, column), unit);
    if (time) return time;
    throw fault(i, noTimestamp(row, column), 'Write a number, or a time such as 2026-05-04T09:30:00.250Z.');
  });
  const disorder = times.findIndex((time, i) => i > 0 && !follows(times[i - 1] as Timestamp, time));
  if (disorder > 0) {
    const [before, time] = [times[disorder - 1] as Timestamp, times[disorder] as Timestamp];
    if (before.kind !== time.kind) {
      throw fault(
        disorder,
        `\`${column}\` is a ${time.kind} here and a ${before.kind} before.`,
        'Write all times alike.',
      );
    }
    const earlierMs = before.ms - time.ms;
    throw fault(
      disorder,
      `\`${column}\` goes back: it is ${Number(earlierMs.toPrecision(6))} ms before the row above.`,
      `Sort the file by \`${column}\`.`,
    );
  }
  return times.map(({ ms }) => ms);
}

function follows(before: Timestamp, time: Timestamp): boolean {
  return before.kind === time.kind && time.ms >= before.ms;
}

function noTimestamp(row: DatasetRow, column: string): string {
  const value = cellOf(row, column);
  if (value === undefined) {
    return `The row has no column \`${column}\`; its columns are ${columnNames(Object.keys(row))}.`;
  }
  return `\`${column}\` is ${shown(value)}, which is no time.`;
}

function shown(value: JsonValue): string {
  const text = JSON.stringify(value).replace(/\p{C}/gu, '?');
  return text.length <= 60 ? text : `${text.slice(0, 60)}...`;
}

/** These arrivals as a trace in the time of the replay. */
export function traceOf(ms: readonly number[], { scale, path }: ReplayArrivals): ArrivalTrace {
  const first = ms[0] ?? 0;
  const atMs = ms.map((each) => (each - first) / scale);
  const lastMs = atMs.at(-1) ?? 0;
  const meanGapMs = lastMs / (atMs.length - 1);
  if (lastMs > 0 && meanGapMs >= 1000 / mostPerSecond) return { atMs, periodMs: lastMs + meanGapMs };
  const count = `${atMs.length} row${atMs.length === 1 ? '' : 's'}`;
  throw new SluiceError('dataset-malformed', {
    location: path,
    fact: `The trace has ${count} within ${Number(lastMs.toPrecision(4))} ms, which gives no rate that could be sent.`,
    remedy:
      'Use a trace of two arrivals or more at different times; give `unit: ms` if its numbers are milliseconds, and lower `scale` if it was raised.',
  });
}
