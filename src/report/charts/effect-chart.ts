import { metrics } from '../../model/metric.ts';
import type { MetricResult } from '../../model/verdict.ts';
import { drawnText } from '../escape.ts';
import { formatInterval, formatTolerance } from '../format.ts';
import { trusted, type Markup } from '../markup.ts';
import { metricName, outcomeMarks } from '../wording.ts';
import type { CustomApi } from './custom-api.ts';
import { drawChart } from './svg.ts';
import { axis, colours, outcomeColours } from './theme.ts';

/** Rows of one chart; more than this is a table, not a picture. */
const maximumRows = 12;
const rowHeight = 38;

/**
 * Estimate and 95 % interval of each metric against its tolerance, one row a metric. Relative changes and differences
 * of shares have different units and so get a chart each.
 */
export function effectCharts(results: readonly MetricResult[], size: 'broad' | 'narrow'): Markup {
  const drawable = results.filter(({ effect, interval }) => effect !== null && interval !== null);
  const shares = drawable.filter(({ id }) => metrics[id].unit === 'share');
  const relative = drawable.filter(({ id }) => metrics[id].unit !== 'share');
  const charts = [
    relative.length > 0 ? effectChart('effects', size, relative, 'change, %') : undefined,
    shares.length > 0 ? effectChart('effects-shares', size, shares, 'change, percentage points') : undefined,
  ];
  return trusted(charts.map((chart) => chart?.html ?? '').join('\n'));
}

function effectChart(id: string, size: 'broad' | 'narrow', results: MetricResult[], unit: string): Markup {
  const rows = results.slice(0, maximumRows);
  const labelWidth = size === 'broad' ? 196 : 140;
  return drawChart({
    id: `${id}-${size}`,
    description: rows
      .map(
        (row) =>
          `${metricName(row)}: ${row.result}, interval ${formatInterval(row.id, row.interval)}, tolerance ${formatTolerance(row.id, row.tolerance)}.`,
      )
      .join(' '),
    width: size === 'broad' ? 720 : 380,
    height: rows.length * rowHeight + 52,
    option: {
      grid: { outerBoundsMode: 'none', left: labelWidth + 14, right: 24, top: 6, bottom: 46 },
      // From the least to the greatest of all bounds and limits, zero included, to round numbers.
      xAxis: axis(unit, 28),
      yAxis: axis('', 0, {
        type: 'category',
        inverse: true,
        data: rows.map(rowLabel),
        axisLabel: { color: colours.ink, fontSize: 13, width: labelWidth, overflow: 'truncate' },
        splitLine: { show: false },
        axisLine: { show: false },
      }),
      series: [
        {
          type: 'custom',
          silent: true,
          clip: true,
          renderItem: (_: unknown, api: CustomApi) => drawRow(rows, api),
          encode: { x: [1, 2, 3, 4], y: 0 },
          data: rows.map(({ effect, interval, tolerance, id: metric }, index) => [
            index,
            (interval?.[0] ?? 0) * 100,
            (interval?.[1] ?? 0) * 100,
            (effect ?? 0) * 100,
            worseBy(metric, tolerance) * 100,
          ]),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: colours.ink, width: 1, type: 'solid' },
            data: [{ xAxis: 0 }],
          },
        },
      ],
    },
  });
}

/** Tolerated zone, its end as a gate, the interval with caps, the estimate as a diamond. */
function drawRow(rows: MetricResult[], api: CustomApi) {
  const index = api.value(0);
  const colour = outcomeColours[rows[index]?.result ?? 'unchanged'];
  const x = (dimension: number) => api.coord([api.value(dimension), index])[0];
  const y = api.coord([0, index])[1];
  const [low, high, estimate, gate, zero] = [x(1), x(2), x(3), x(4), api.coord([0, index])[0]];
  const half = rowHeight / 2 - 6;
  const stroke = (points: [number, number, number, number], lineWidth: number, style = colour) => ({
    type: 'line',
    shape: { x1: points[0], y1: points[1], x2: points[2], y2: points[3] },
    style: { stroke: style, lineWidth },
  });
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        shape: { x: Math.min(zero, gate), y: y - half, width: Math.abs(gate - zero), height: 2 * half },
        style: { fill: colours.zone },
      },
      stroke([gate, y - half, gate, y + half], 2, colours.soft),
      stroke([low, y, high, y], 3),
      stroke([low, y - 6, low, y + 6], 2),
      stroke([high, y - 6, high, y + 6], 2),
      {
        type: 'polygon',
        shape: {
          points: [
            [estimate - 6, y],
            [estimate, y - 6],
            [estimate + 6, y],
            [estimate, y + 6],
          ],
        },
        style: { fill: colour },
      },
    ],
  };
}

/** The tolerance on the side that is worse: to the left where higher is better. */
function worseBy(id: MetricResult['id'], tolerance: number): number {
  return metrics[id].betterIs === 'lower' ? tolerance : -tolerance;
}

function rowLabel(result: MetricResult): string {
  return `${outcomeMarks[result.result]} ${drawnText(metricName(result))}`;
}
