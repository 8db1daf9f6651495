import type { ReportInput } from '../../model/report.ts';
import { armsOf } from '../facts.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { armStyles, axis, colours, plainNumber } from './theme.ts';

/** Each start of each arm as a point on the time until it was ready. Undefined where nothing was started. */
export function coldStartChart(input: ReportInput): Markup | undefined {
  const arms = armsOf(input).filter(({ summary }) => summary.coldStarts.length > 0);
  if (arms.length === 0) return undefined;
  return drawChart({
    id: 'cold-starts',
    description: 'Time from start to ready, one point a start of each arm.',
    width: 400,
    height: 56 + 44 * arms.length,
    option: {
      grid: { outerBoundsMode: 'none', left: 84, right: 24, top: 8, bottom: 46 },
      xAxis: axis('start until ready, ms', 28, { min: 0, axisLabel: { formatter: plainNumber } }),
      yAxis: axis('', 0, {
        type: 'category',
        inverse: true,
        data: arms.map(({ arm }) => arm),
        axisLabel: { color: colours.ink, fontSize: 13 },
        splitLine: { show: false },
      }),
      series: arms.map(({ arm, summary }) => ({
        type: 'scatter',
        silent: true,
        symbol: 'circle',
        symbolSize: 10,
        itemStyle: armStyles[arm].marks,
        data: summary.coldStarts.slice(0, 200).map(({ readyMs }) => [readyMs, arm]),
      })),
    },
  });
}
