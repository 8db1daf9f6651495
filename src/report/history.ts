import type { HistoryMetric, HistoryRun, HistorySummary } from '../model/history-summary.ts';
import type { Environment } from '../model/run.ts';
import { escapeJson, escapeTerminal } from './escape.ts';
import { formatChange, formatCount, formatValue, metricHeader } from './format.ts';
import { painter, widthOf, type Paint, type TerminalOptions } from './paint.ts';
import { sparkline } from './sparkline.ts';
import { layOut, lengthOf, wrap } from './text-layout.ts';

/** Fewer runs than this in a sparkline, and a column of numbers is given up for it. */
const fewestShown = 10;
const maximumNotes = 10;

/** `sluice baseline show`: a table for each suite and environment, with a sparkline a metric. No line is longer than `columns`. */
export function renderHistories(
  summaries: readonly HistorySummary[],
  { colour, columns }: TerminalOptions,
): string {
  const width = widthOf(columns);
  const paint = painter(colour);
  return `${summaries.map((summary) => historyLines(summary, width, paint).join('\n')).join('\n\n')}\n`;
}

/** The same as JSON, for other programs. */
export function renderHistoriesJson(histories: readonly HistorySummary[]): string {
  return `${escapeJson({ schema: 'sluice.history/1', histories })}\n`;
}

function historyLines(summary: HistorySummary, width: number, paint: Paint): string[] {
  const [title = '', ...rest] = wrap(
    `${escapeTerminal(summary.suite, 60)}: ${environmentText(summary.environment)}`,
    width,
  );
  return [
    paint('bold', title),
    ...rest,
    ...wrap(countText(summary), width).map((line) => paint('dim', line)),
    '',
    ...tableLines(summary, width, paint),
  ];
}

function environmentText({ cpuModel, cores, memoryGiB, gpus, fingerprint }: Environment): string {
  const parts = [cpuModel, formatCount(cores, 'core'), `${memoryGiB} GiB`, ...gpus];
  return `${escapeTerminal(parts.join(', '), 200)} (${fingerprint})`;
}

function countText({ recorded, firstAt, lastAt, runs }: HistorySummary): string {
  const [first, last] = [dayOf(firstAt), dayOf(lastAt)];
  const others = recorded - runs.length;
  return [
    `${formatCount(recorded, 'run')}, ${first === last ? first : `${first} to ${last}`}`,
    ...(others > 0 ? [`${others} of another plan or workload than the newest, not shown`] : []),
  ].join('; ');
}

const dayOf = (iso: string): string => iso.slice(0, 10);

/** Least important last: from the end they are left out until the sparkline has room. */
const columnsOf = ({ release, runs }: HistorySummary) => [
  { head: 'metric', cell: ({ id }: HistoryMetric) => metricHeader(id) },
  { head: 'newest', cell: ({ id, values }: HistoryMetric) => formatValue(id, values.at(-1)) },
  ...(release !== undefined
    ? [
        {
          head: `since ${escapeTerminal(release, 16)}`,
          cell: ({ id, sinceRelease }: HistoryMetric) => formatChange(id, sinceRelease),
        },
      ]
    : []),
  ...(runs.length > 1
    ? [
        {
          head: 'to previous',
          cell: ({ id, sincePrevious }: HistoryMetric) => formatChange(id, sincePrevious),
        },
      ]
    : []),
];

function tableLines(summary: HistorySummary, width: number, paint: Paint): string[] {
  const columns = columnsOf(summary);
  for (let count = columns.length; ; count--) {
    const shown = columns.slice(0, count);
    const texts = [
      shown.map(({ head }) => head),
      ...summary.metrics.map((metric) => shown.map(({ cell }) => cell(metric))),
    ];
    const lines = layOut(
      texts,
      shown.map((_, index) => (index === 0 ? 'l' : 'r')),
    );
    const used = Math.max(...lines.map(lengthOf)) + 4;
    const room = width - used;
    if (room < Math.min(fewestShown, summary.runs.length) && count > 2) continue;
    const from = Math.max(0, summary.runs.length - Math.max(room, 1));
    const [head = '', ...body] = lines.map((line) => `  ${line}${' '.repeat(used - 2 - lengthOf(line))}`);
    return [
      paint('dim', `${head}${room >= 'history'.length ? 'history' : ''}`.trimEnd()),
      ...body.map((line, index) => line + sparkline(summary.metrics[index]?.values.slice(from) ?? [])),
      ...markLines(summary.runs.slice(from), used, width, paint),
    ];
  }
}

const markOf = ({ release, accepted }: HistoryRun): 'R' | 'A' | ' ' =>
  release !== undefined ? 'R' : accepted ? 'A' : ' ';

/** Marks below the sparklines, and what each of them is, the newest first. */
function markLines(runs: readonly HistoryRun[], indent: number, width: number, paint: Paint): string[] {
  const marked = runs.filter((run) => markOf(run) !== ' ').toReversed();
  if (marked.length === 0) return [];
  const marks = runs.map((run) => paintMark(markOf(run), paint)).join('');
  const older = marked.length - maximumNotes;
  return [
    `${' '.repeat(indent)}${marks}`.trimEnd(),
    ...marked.slice(0, maximumNotes).flatMap((run) => {
      const [first = '', ...rest] = wrap(noteOf(run), width, '  ');
      return [`${paintMark(markOf(run), paint)} ${first.slice(2)}`, ...rest];
    }),
    ...(older > 0 ? [`  and ${older} older`] : []),
  ];
}

function paintMark(mark: 'R' | 'A' | ' ', paint: Paint): string {
  return mark === ' ' ? mark : paint(mark === 'R' ? 'green' : 'yellow', mark);
}

function noteOf({ measuredAt, commit, release, accepted }: HistoryRun): string {
  const by = accepted && `accepted in #${accepted.pullRequest} by ${escapeTerminal(accepted.by, 60)}`;
  const why = accepted?.why ? `: ${escapeTerminal(accepted.why, 200)}` : '';
  return [
    dayOf(measuredAt),
    ...(commit === undefined ? [] : [escapeTerminal(commit, 200).slice(0, 7)]),
    [
      ...(release === undefined ? [] : [`release ${escapeTerminal(release, 60)}`]),
      ...(by ? [by + why] : []),
    ].join(', '),
  ].join(' ');
}
