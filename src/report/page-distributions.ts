import type { ClassShift, ReportInput } from '../model/report.ts';
import { densityChart } from './charts/density-chart.ts';
import { percentileChart } from './charts/percentile-chart.ts';
import { shiftChart } from './charts/shift-chart.ts';
import { armsOf } from './facts.ts';
import { formatChange, formatInterval, formatMs, percentileName } from './format.ts';
import { markup, sentence, type Markup } from './markup.ts';
import { armKey, figure, folded, pageTable, section } from './page-parts.ts';
import { className, classPageTable } from './page-tables.ts';
import { headOfLineFacts } from './scenario-facts.ts';

/** How the latencies of each class lie, and how far each quantile moved. */

/** Classes that get drawings of their own; the tables have all of them. */
const maximumClasses = 12;

export function distributionSection(input: ReportInput): Markup | undefined {
  const names = [
    ...new Set(armsOf(input).flatMap(({ summary }) => summary.mixed.map((entry) => entry.class))),
  ];
  const figures = names.slice(0, maximumClasses).map((text, index) => {
    const curve = figure(
      percentileChart(input, text, index),
      markup`<b>${className(text)}</b>, by percentile. ${armKey(input)}`,
    );
    const density = figure(
      densityChart(input, text, index),
      markup`<b>${className(text)}</b>, where its latencies lie. ${armKey(input)}`,
    );
    return curve && markup`<div class="grid">${density}${curve}</div>\n`;
  });
  const numbers = classPageTable(input, 'mixed');
  if (!numbers) return undefined;
  const waiting = headOfLineFacts(input).map((fact) => markup`<p>${sentence(fact)}</p>`);
  const isWhole = figures.every((drawing) => drawing === undefined);
  const curves = curvePageTable(input);
  return section('Latency by request class', [
    isWhole
      ? markup`<p>No request succeeded, so there is no latency to draw.</p>`
      : markup`<p>The hills show where the latencies lie, with equal areas for equal shares of the requests. The curves read: so many percent of the requests were answered within this time; their axis stretches the slowest ones.</p>
${figures}`,
    waiting.length > 0 ? markup`${waiting}` : undefined,
    isWhole ? numbers : folded('Requests and percentiles as a table', numbers),
    curves && folded('Percentile curves as a table', curves),
  ]);
}

const tablePercentiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999] as const;

/** What the curves go through, as far as the requests reach. */
function curvePageTable(input: ReportInput): Markup | undefined {
  const rows = armsOf(input).flatMap(({ arm, summary }) =>
    summary.mixed
      .filter(({ curve }) => curve.length > 0)
      .map(({ class: name, curve }) => [
        className(name),
        arm,
        ...tablePercentiles.map((p) => formatMs(curve.find(([share]) => Math.abs(share - p) < 1e-9)?.[1])),
      ]),
  );
  const numeric = true;
  const columns = [
    { head: 'class' },
    { head: 'arm' },
    ...tablePercentiles.map((p) => ({ head: percentileName(p), numeric })),
  ];
  return rows.length > 0 ? pageTable(columns, rows, 'Percentiles of latency by class') : undefined;
}

export function shiftSection({ shifts = [] }: ReportInput): Markup | undefined {
  const figures = shifts
    .slice(0, maximumClasses)
    .map((shift, index) => figure(shiftChart(shift, index), markup`<b>${className(shift.class)}</b>`));
  if (figures.every((drawing) => drawing === undefined)) return undefined;
  return section('Shift of each quantile', [
    markup`<p>How much slower or faster each part of the distribution became, with all block pairs as the sample: a point with its own 95 % interval; the shaded band holds all of them at once. A level line: everything changed by the same factor. A line that rises: what was slow became even slower. Quantiles that too few requests lie beyond are left out.</p>
<div class="grid">${figures}</div>`,
    folded('Shifts as a table', shiftPageTable(shifts)),
  ]);
}

function shiftPageTable(shifts: readonly ClassShift[]): Markup {
  const numeric = true;
  const percent = (interval: readonly [number, number]) => formatInterval('latency.p50', interval);
  const rows = shifts.flatMap(({ class: name, quantiles }) =>
    quantiles.map(({ p, change, interval, band, units }) => [
      className(name),
      percentileName(p),
      formatChange('latency.p50', change),
      percent(interval),
      percent(band),
      String(units),
    ]),
  );
  const columns = [
    { head: 'class' },
    { head: 'quantile' },
    ...['change', '95 % interval', 'band of all', 'units'].map((head) => ({ head, numeric })),
  ];
  return pageTable(columns, rows, 'Change of each quantile');
}
