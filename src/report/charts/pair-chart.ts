import type { PairPoint } from '../../model/report.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { axis, colours, filled, hollow } from './theme.ts';

/**
 * What the verdict was computed from: candidate over base of each pair. Filled where the base went first, hollow where
 * the candidate did, so that an effect of the order shows. Undefined without pairs.
 */
export function pairChart(pairs: readonly PairPoint[], percentile: 'p50' | 'p95'): Markup | undefined {
  const key = percentile === 'p50' ? 'ratioP50' : 'ratioP95';
  const points = pairs.flatMap((point) => {
    const ratio = point[key];
    return ratio === null ? [] : [{ pair: point.pair + 1, percent: (ratio - 1) * 100, first: point.first }];
  });
  if (points.length === 0) return undefined;
  const last = Math.max(...pairs.map(({ pair }) => pair)) + 1;
  const reach = Math.max(5, ...points.map(({ percent }) => Math.abs(percent))) * 1.1;
  return drawChart({
    id: `pairs-${percentile}`,
    description: `${percentile} latency of the candidate over that of the base, for each of ${points.length} pairs.`,
    width: 400,
    height: 220,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 16, top: 14, bottom: 46 },
      xAxis: axis('pair', 28, {
        min: 0,
        max: last + 1,
        interval: Math.ceil(last / 8),
        axisLabel: { showMinLabel: false, showMaxLabel: false },
        splitLine: { show: false },
      }),
      yAxis: axis(`${percentile} change, %`, 38, {
        min: -Math.ceil(reach),
        max: Math.ceil(reach),
        axisLabel: { showMinLabel: false, showMaxLabel: false },
      }),
      series: (['base', 'candidate'] as const).map((first) => ({
        type: 'scatter',
        silent: true,
        symbol: 'circle',
        symbolSize: 9,
        itemStyle: first === 'base' ? filled(colours.candidate) : hollow(colours.candidate),
        data: points.filter((point) => point.first === first).map(({ pair, percent }) => [pair, percent]),
        ...(first === 'base' && {
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: colours.ink, width: 1, type: 'solid' },
            data: [{ yAxis: 0 }],
          },
        }),
      })),
    },
  });
}
