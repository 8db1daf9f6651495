import { drawChart } from '../../../src/report/charts/svg.ts';
import { colours, filled, fontFamily, hollow } from '../../../src/report/charts/theme.ts';
import type { RivalResult } from './compare-cell.ts';

/** What one method did on one kind of runner, over all models; each model counts alike. */
interface Row {
  name: string;
  falsePercent: number;
  foundPercent: number;
  minutes: number;
}

const [width, rowHeight, top] = [900, 30, 78];
const [left, panelWidth, panelGap] = [234, 240, 96];
/** Where the minutes end, right of a panel. */
const minutesReach = 50;
const panels = [
  { noise: 'hosted', title: 'Shared hosted runner' },
  { noise: 'noisy', title: 'Over-committed machine' },
];

/** Variables of the drawing's own style: it stands alone, on a light and on a dark page. */
const style = `<style>
:root { --page: #ffffff; --ink: #1c2024; --soft: #5a6470; --line: #c9d0d8; --zone: #e4e8ed; --candidate: #0072b2; --bad: #b8450a; }
@media (prefers-color-scheme: dark) {
  :root { --page: #101418; --ink: #e8ecf0; --soft: #a3aeb9; --line: #3a444e; --zone: #262e36; --candidate: #56b4e9; --bad: #f0884f; }
}
</style>`;

/** One row a method, one panel a kind of runner: false alarms, what is found at p95 +10 %, and the minutes it takes. */
export function rivalsChart(results: readonly RivalResult[]): string {
  const rows = panels.map(({ noise }) => rowsOf(results.filter((result) => result.noise === noise)));
  const names = rows[0]!.map(({ name }) => name);
  const height = top + names.length * rowHeight + 48;
  const description = panels
    .map(({ title }, i) => `${title}: ${rows[i]!.map(wordsOf).join('; ')}.`)
    .join(' ');
  const chart = drawChart({
    id: 'method-comparison',
    description: 'False alarms, slowdowns found and minutes of each method.',
    width,
    height,
    option: {
      grid: panels.map((_, i) => ({
        outerBoundsMode: 'none',
        left: left + i * (panelWidth + panelGap),
        width: panelWidth,
        top,
        height: names.length * rowHeight,
      })),
      xAxis: panels.map((_, i) => ({
        type: 'value',
        gridIndex: i,
        min: 0,
        max: 100,
        interval: 25,
        name: '% of pull requests',
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { color: colours.soft, fontSize: 12 },
        axisLabel: { color: colours.soft, fontSize: 12 },
        axisTick: { show: false },
        axisLine: { show: false },
        splitLine: { lineStyle: { color: colours.line, width: 1 } },
      })),
      yAxis: panels.map((_, i) => ({
        type: 'category',
        gridIndex: i,
        inverse: true,
        data: names,
        axisLabel: { show: i === 0, color: colours.ink, fontSize: 13, interval: 0, margin: 14 },
        axisTick: { show: false },
        axisLine: { show: false },
      })),
      series: panels.flatMap((_, i) => seriesOfPanel(rows[i]!, i)),
    },
  }).html;
  const head = `<title>How often each method is wrong and right</title><desc>${description.replaceAll('>', '&gt;')}</desc>${style}<rect width="${width}" height="${height}" fill="var(--page)"/>${headings()}`;
  return `${chart.replace(/^<svg([^>]*)>/, `<svg$1 width="${width}" height="${height}">${head}`)}\n`;
}

function rowsOf(results: readonly RivalResult[]): Row[] {
  return [...new Set(results.map(({ method }) => method))].map((method) => {
    const mine = results.filter((result) => result.method === method);
    const percent = (change: string) =>
      mean(mine.filter((r) => r.change === change).map(({ alarms, cases }) => (100 * alarms) / cases));
    return {
      name: mine[0]!.name,
      falsePercent: percent('A/A'),
      foundPercent: percent('p95 +10 %'),
      minutes: mean(mine.map(({ meanMinutes }) => meanMinutes)),
    };
  });
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const wordsOf = ({ name, falsePercent, foundPercent, minutes }: Row): string =>
  `${name} ${falsePercent.toFixed(1)} % false alarms, ${foundPercent.toFixed(0)} % found, ${minutes.toFixed(1)} minutes`;

/** What ECharts hands to a custom series: values of the row, and pixels of a point. */
interface Api {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}

function seriesOfPanel(rows: Row[], panel: number) {
  const place = { xAxisIndex: panel, yAxisIndex: panel, silent: true };
  const marks = { ...place, type: 'scatter', symbolSize: 12 };
  return [
    {
      ...place,
      type: 'custom',
      z: 1,
      data: rows.map(({ falsePercent, foundPercent, minutes }, i) => [
        i,
        falsePercent,
        foundPercent,
        minutes,
      ]),
      encode: { x: [1, 2], y: 0 },
      renderItem: (_: unknown, api: Api) => drawBehind(api),
    },
    {
      ...marks,
      z: 3,
      symbol: 'diamond',
      symbolSize: 14,
      // Not filled, so that a circle beneath still shows.
      itemStyle: { ...hollow(colours.bad), color: 'transparent' },
      data: rows.map(({ falsePercent }, i) => [falsePercent, i]),
    },
    {
      ...marks,
      z: 2,
      symbol: 'circle',
      itemStyle: filled(colours.candidate),
      data: rows.map(({ foundPercent }, i) => [foundPercent, i]),
    },
  ];
}

/** The band of Sluice's row, the line between the two marks, and the minutes beside the panel. */
function drawBehind(api: Api) {
  const row = api.value(0);
  const [from, y] = api.coord([api.value(1), row]);
  const [zero, hundred] = [api.coord([0, row])[0], api.coord([100, row])[0]];
  const to = api.coord([api.value(2), row])[0];
  const band = {
    type: 'rect',
    shape: { x: zero, y: y - rowHeight / 2, width: hundred - zero, height: rowHeight },
    style: { fill: colours.zone },
  };
  const line = {
    type: 'line',
    shape: { x1: from, y1: y, x2: to, y2: y },
    style: { stroke: colours.soft, lineWidth: 2 },
  };
  const minutes = {
    type: 'text',
    x: hundred + minutesReach,
    y,
    style: {
      text: api.value(3).toFixed(1),
      fill: colours.ink,
      fontSize: 13,
      fontFamily,
      align: 'right',
      verticalAlign: 'middle',
    },
  };
  return { type: 'group', children: [...(row === 0 ? [band] : []), line, minutes] };
}

/** Titles of the panels and the key of the marks, as SVG. */
function headings(): string {
  const text = (x: number, y: number, words: string, more = '') =>
    `<text x="${x}" y="${y}" fill="var(--ink)" font-family="${fontFamily}" font-size="13" ${more}>${words}</text>`;
  const key = [
    `<path d="M${left + 6} 14l7 7l-7 7l-7 -7z" fill="none" stroke="var(--bad)" stroke-width="2"/>`,
    text(left + 20, 26, 'false alarms: no change at all'),
    `<circle cx="${left + 236}" cy="21" r="6" fill="var(--candidate)"/>`,
    text(left + 250, 26, 'found: p95 truly 10 % slower'),
  ];
  const titles = panels.flatMap(({ title }, i) => {
    const x = left + i * (panelWidth + panelGap);
    return [
      text(x, 64, title, 'font-weight="600"'),
      text(x + panelWidth + minutesReach, 64, 'minutes', 'text-anchor="end"'),
    ];
  });
  return [...key, ...titles].join('');
}
