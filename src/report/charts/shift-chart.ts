import type { ClassShift, QuantileShift } from '../../model/report.ts';
import { percentileName } from '../format.ts';
import type { Markup } from '../markup.ts';
import type { CustomApi } from './custom-api.ts';
import { drawChart } from './svg.ts';
import { axis, colours } from './theme.ts';

/** Small changes are drawn small: the axis reaches at least so many percent. */
const leastReach = 3;

/**
 * The change of each quantile of one class: a point with its own 95 % interval, and the band in which all of them lie at once.
 * `index` makes the id. Undefined where a single quantile or none could be compared.
 */
export function shiftChart({ class: className, quantiles }: ClassShift, index: number): Markup | undefined {
  if (quantiles.length < 2) return undefined;
  const percent = quantiles.flatMap(({ interval }) => interval.map((bound) => bound * 100));
  return drawChart({
    id: `shift-${index}`,
    description: `Change of each quantile of the latency of ${className} from base to candidate, with its 95 % interval, and the band of all. The numbers are in the table below.`,
    width: 400,
    height: 240,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 16, top: 14, bottom: 46 },
      xAxis: axis('percentile', 28, {
        type: 'category',
        data: quantiles.map(({ p }) => percentileName(p)),
        axisLabel: { interval: 0, hideOverlap: false },
        axisLine: { show: true, onZero: false, lineStyle: { color: colours.line } },
        splitLine: { show: false },
      }),
      yAxis: axis('change, %', 46, {
        // The band may be much wider than all that is known; it is cut then.
        min: -Math.ceil(Math.max(leastReach, -1.15 * Math.min(...percent))),
        max: Math.ceil(Math.max(leastReach, 1.15 * Math.max(...percent))),
        axisLabel: { showMinLabel: false, showMaxLabel: false },
      }),
      series: [
        {
          type: 'custom',
          silent: true,
          clip: true,
          z: 1,
          data: [[0, 0]],
          renderItem: (_: unknown, api: CustomApi) => drawBand(quantiles, api),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: colours.ink, width: 1, type: 'solid' },
            data: [{ yAxis: 0 }],
          },
        },
        {
          type: 'custom',
          silent: true,
          clip: true,
          z: 3,
          encode: { x: 0, y: [1, 2, 3] },
          data: quantiles.map(({ change, interval }, position) => [
            position,
            interval[0] * 100,
            change * 100,
            interval[1] * 100,
          ]),
          renderItem: (_: unknown, api: CustomApi) => drawPoint(api),
        },
      ],
    },
  });
}

function drawBand(quantiles: readonly QuantileShift[], api: CustomApi) {
  const edge = (side: 0 | 1) =>
    quantiles.map(({ band }, position) => api.coord([position, band[side] * 100]));
  return {
    type: 'polygon',
    shape: { points: [...edge(1), ...edge(0).reverse()] },
    style: { fill: colours.candidate, opacity: 0.16 },
  };
}

/** The interval with caps, the estimate as a dot. */
function drawPoint(api: CustomApi) {
  const [low, middle, high] = [1, 2, 3].map((dimension) => api.coord([api.value(0), api.value(dimension)]));
  const [x, top] = high!;
  const bottom = low![1];
  const stroke = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { stroke: colours.candidate, lineWidth: 2 },
  });
  return {
    type: 'group',
    children: [
      stroke(x, top, x, bottom),
      stroke(x - 4, top, x + 4, top),
      stroke(x - 4, bottom, x + 4, bottom),
      { type: 'circle', shape: { cx: x, cy: middle![1], r: 4.5 }, style: { fill: colours.candidate } },
    ],
  };
}
