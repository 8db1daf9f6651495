import type { Progress } from '../model/progress.ts';
import type { Arm } from '../model/run.ts';
import { escapeTerminal } from './escape.ts';
import { formatClock, formatElapsed, formatMs, formatRate } from './format.ts';
import { painter, type Paint, type TerminalOptions } from './paint.ts';
import { sparkline } from './sparkline.ts';
import { cutToColumns, lengthOf } from './text-layout.ts';

/** What a terminal shows of a gate at work. */
export interface LiveView {
  /** What is done now, in words. */
  doing: string;
  elapsedMs: number;
  /** Absent until the first block tells. */
  budgetMs?: number;
  /** Of each arm that this scenario has loaded: how it went lately, oldest first, at least one. */
  arms: Partial<Record<Arm, readonly Progress[]>>;
  /** Which arm is under load; absent where none is. */
  loaded?: Arm;
}

/** The table needs so much; a narrower terminal has one line instead. */
export const fewestPanelColumns = 64;
/** From here on there is room for what is asked beside what is answered. */
const broadColumns = 90;
const longestBar = 60;
const longestSparkline = 40;

interface PanelColumn {
  head: string;
  width: number;
  cell: (progress: Progress) => string;
  broad?: true;
}

/** Of fixed widths, so that nothing moves from one drawing to the next. */
const panelColumns: readonly PanelColumn[] = [
  { head: 'answered', width: 10, cell: ({ ratePerSecond }) => formatRate(ratePerSecond) },
  { head: 'asked', width: 10, cell: askedOf, broad: true },
  { head: 'p50', width: 8, cell: ({ p50Ms }) => formatMs(p50Ms) },
  { head: 'p95', width: 8, cell: ({ p95Ms }) => formatMs(p95Ms) },
  { head: 'p99', width: 8, cell: ({ p99Ms }) => formatMs(p99Ms) },
];
const errorColumn: PanelColumn = { head: 'errors', width: 7, cell: ({ errors }) => String(errors) };

function askedOf({ askedPerSecond, concurrency }: Progress): string {
  if (concurrency !== undefined) return `${concurrency} user${concurrency === 1 ? '' : 's'}`;
  return askedPerSecond === undefined ? '' : formatRate(askedPerSecond);
}

/**
 * What is done, the budget as a bar, and a row for each arm: rate, percentiles, errors, and p95 over the last half minute.
 * No line is as long as `columns`, so that no terminal wraps one.
 */
export function renderPanel(view: LiveView, { colour, columns }: TerminalOptions): string[] {
  const paint = painter(colour);
  const arms = (['base', 'candidate'] as const).flatMap((arm) => {
    const recent = view.arms[arm];
    return recent ? [{ arm, recent }] : [];
  });
  const shown = panelColumns.filter(({ broad }) => !broad || columns >= broadColumns);
  const head = [
    ' '.repeat(11),
    ...[...shown, errorColumn].map(({ head: text, width }) => text.padStart(width)),
  ].join('  ');
  const traced = `${head}  p95 lately`;
  return [
    paint('bold', cutToColumns(escapeTerminal(view.doing), columns - 1)),
    budgetLine(view, columns),
    ...(arms.length > 0 ? [paint('dim', traced.length < columns ? traced : head)] : []),
    ...arms.map(({ arm, recent }) =>
      armLine(arm, recent, { shown, columns, paint, isLoaded: view.loaded === arm }),
    ),
  ];
}

/** `01:12 of 03:00  ████████░░░░░░░░░░░░`: the verdict may come before the bar is full. */
function budgetLine({ elapsedMs, budgetMs }: LiveView, columns: number): string {
  if (budgetMs === undefined) return formatClock(elapsedMs);
  const clock = formatElapsed(elapsedMs, budgetMs);
  const length = Math.min(longestBar, columns - 1 - clock.length - 2);
  const full = Math.round(Math.min(1, elapsedMs / Math.max(budgetMs, 1)) * length);
  return `${clock}  ${'█'.repeat(full)}${'░'.repeat(length - full)}`;
}

interface RowOptions {
  shown: readonly PanelColumn[];
  columns: number;
  paint: Paint;
  isLoaded: boolean;
}

function armLine(
  arm: Arm,
  recent: readonly Progress[],
  { shown, columns, paint, isLoaded }: RowOptions,
): string {
  const last = recent.at(-1);
  if (!last) return arm;
  const cells = shown.map(({ cell, width }) => cell(last).padStart(width));
  const left = [`${isLoaded ? '›' : ' '} ${arm.padEnd(9)}`, ...cells].join('  ');
  const errors = errorColumn.cell(last).padStart(errorColumn.width);
  const room = Math.min(longestSparkline, columns - 1 - lengthOf(left) - errors.length - 4);
  const trace = room > 0 ? sparkline(recent.slice(-room).map(({ p95Ms }) => p95Ms)) : '';
  return `${left}  ${last.errors > 0 ? paint('red', errors) : errors}  ${trace}`.trimEnd();
}
