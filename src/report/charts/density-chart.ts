import type { ReportInput } from '../../model/report.ts';
import { armsOf } from '../facts.ts';
import type { Markup } from '../markup.ts';
import { logAxis } from './log-axis.ts';
import { drawChart } from './svg.ts';
import { armStyles, axis } from './theme.ts';

/**
 * Where the latencies of one class lie under the mixed load, both arms, over a logarithmic axis: equal areas are equal shares
 * of the requests. `index` makes the id. Undefined where no arm has enough successes for a shape.
 */
export function densityChart(input: ReportInput, className: string, index: number): Markup | undefined {
  const curves = armsOf(input).flatMap(({ arm, summary }) => {
    const points = summary.mixed.find((entry) => entry.class === className)?.density ?? [];
    return points.length > 0 ? [{ arm, points }] : [];
  });
  if (curves.length === 0) return undefined;
  const values = curves.flatMap(({ points }) => points.map(([valueMs]) => valueMs));
  return drawChart({
    id: `density-${index}`,
    description: `Distribution of the latency of ${className}, each arm, on a logarithmic time axis. The percentiles are in the table below.`,
    width: 400,
    height: 240,
    logX: true,
    option: {
      grid: { outerBoundsMode: 'none', left: 34, right: 24, top: 14, bottom: 46 },
      xAxis: logAxis('latency, ms (log)', 28, Math.min(...values), Math.max(...values)),
      // Heights mean something only beside each other.
      yAxis: axis('share of requests', 12, {
        min: 0,
        axisLabel: { show: false },
        splitLine: { show: false },
      }),
      series: curves.map(({ arm, points }) => {
        const { colour, line, z } = armStyles[arm];
        return {
          type: 'line',
          silent: true,
          symbol: 'none',
          z,
          lineStyle: { color: colour, type: line, width: 2.5 },
          ...(arm === 'candidate' && { areaStyle: { color: colour, opacity: 0.14 } }),
          data: points.map(([valueMs, density]) => [
            Number(Math.log10(valueMs).toFixed(5)),
            Number(density.toFixed(5)),
          ]),
        };
      }),
    },
  });
}
