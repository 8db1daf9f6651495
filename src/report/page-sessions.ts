import type { ReportInput } from '../model/report.ts';
import { turnChart } from './charts/turn-chart.ts';
import { armsOf } from './facts.ts';
import { formatMs } from './format.ts';
import { markup, type Markup } from './markup.ts';
import { armKey, figure, folded, pageTable, section } from './page-parts.ts';
import { className } from './page-tables.ts';
import { sessionClasses, turnsOf } from './session-turns.ts';

/** Classes of sessions that get drawings; the table has all of them. */
const maximumClasses = 6;

/** How a conversation gets slower from turn to turn; nothing where the run has no sessions. */
export function sessionSection(input: ReportInput): Markup | undefined {
  const names = sessionClasses(input);
  if (names.length === 0) return undefined;
  const figures = names
    .slice(0, maximumClasses)
    .flatMap((name, index) => [
      figure(
        turnChart(input, name, 'latencyMs', index),
        markup`<b>${className(name)}</b>, latency: thick p95, thin p50. ${armKey(input)}`,
      ),
      figure(
        turnChart(input, name, 'ttftMs', index),
        markup`<b>${className(name)}</b>, time to the first token: thick p95, thin p50. ${armKey(input)}`,
      ),
    ]);
  return section('Sessions by turn', [
    markup`<p>Each turn carries all turns before it, so its prompt grows. A line that rises more in the candidate than in the base: long histories became slower.</p>`,
    figures.some((drawing) => drawing !== undefined) ? markup`<div class="grid">${figures}</div>` : undefined,
    folded('Turns as a table', turnPageTable(input, names)),
  ]);
}

function turnPageTable(input: ReportInput, names: readonly string[]): Markup {
  const hasTtft = armsOf(input).some(({ summary }) => summary.mixed.some(({ ttftMs }) => ttftMs !== null));
  const rows = names.flatMap((name) =>
    armsOf(input).flatMap(({ arm, summary }) =>
      turnsOf(summary, name).map(({ turn, summary: { attempted, latencyMs, ttftMs } }) => [
        className(name),
        String(turn),
        arm,
        String(attempted),
        formatMs(latencyMs?.p50),
        formatMs(latencyMs?.p95),
        ...(hasTtft ? [formatMs(ttftMs?.p50), formatMs(ttftMs?.p95)] : []),
      ]),
    ),
  );
  const numeric = true;
  const columns = [
    { head: 'sessions of' },
    { head: 'turn', numeric },
    { head: 'arm' },
    ...['requests', 'p50', 'p95', ...(hasTtft ? ['TTFT p50', 'TTFT p95'] : [])].map((head) => ({
      head,
      numeric,
    })),
  ];
  return pageTable(columns, rows, 'Latency by turn of the session');
}
