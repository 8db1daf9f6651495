import type { ReportInput } from '../../model/report.ts';
import { armsOf } from '../facts.ts';
import { percentileName } from '../format.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { armStyles, axis, latencyAxis } from './theme.ts';

/** Nines on the axis: p90 is 1, p99 is 2, p99.9 is 3, as in the percentile plots of HdrHistogram. */
const nines = (p: number): number => -Math.log10(1 - p);
const ticks = [0.5, 0.9, 0.95, 0.99, 0.999] as const;

/**
 * The percentile curve of one class under the mixed load, both arms, up to p99.9 or as far as the requests reach.
 * `index` makes the id; a name from outside never becomes one. Undefined where no request succeeded.
 */
export function percentileChart(input: ReportInput, className: string, index: number): Markup | undefined {
  const curves = armsOf(input).map(({ arm, summary }) => ({
    arm,
    points: summary.mixed.find((entry) => entry.class === className)?.curve ?? [],
  }));
  const values = curves.flatMap(({ points }) => points.map(([, valueMs]) => valueMs));
  if (values.length === 0) return undefined;
  return drawChart({
    id: `percentiles-${index}`,
    description: `Latency by percentile of ${className}, each arm, on a logarithmic percentile axis.`,
    width: 400,
    height: 240,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 24, top: 14, bottom: 46 },
      xAxis: axis('percentile', 28, {
        min: 0,
        max: 3,
        axisLabel: { customValues: ticks.map(nines), formatter: percentileLabel, hideOverlap: false },
        axisTick: { show: true, customValues: ticks.map(nines), lineStyle: { color: 'var(--line)' } },
        splitLine: { show: false },
      }),
      yAxis: latencyAxis(values, 52),
      series: curves.map(({ arm, points }) => ({
        type: 'line',
        silent: true,
        symbol: 'none',
        z: armStyles[arm].z,
        lineStyle: { color: armStyles[arm].colour, type: armStyles[arm].line, width: 2.5 },
        data: points.filter(([p]) => p < 1 && nines(p) <= 3.001).map(([p, valueMs]) => [nines(p), valueMs]),
      })),
    },
  });
}

function percentileLabel(value: number): string {
  const p = ticks.find((tick) => Math.abs(nines(tick) - value) < 1e-6);
  return p === undefined ? '' : percentileName(p);
}
