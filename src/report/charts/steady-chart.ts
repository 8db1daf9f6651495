import type { SteadyTraits } from '../../model/characteristics.ts';
import type { ReportInput, TimelinePoint } from '../../model/report.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { heightOf, panelOptions, panelsOf } from './telemetry-panels.ts';
import { armStyles, axis, colours, latencyAxis } from './theme.ts';

const maximumPoints = 300;
const right = 34;

/**
 * p50 and p95 of each block of a steady load over its minutes, and below them the memory of target and GPU. Undefined where
 * nothing succeeded.
 */
export function steadyChart(
  { candidate }: Pick<ReportInput, 'candidate'>,
  scenario: SteadyTraits['scenario'],
): Markup | undefined {
  const blocks = candidate.timeline
    .filter((point) => point.scenario === scenario)
    .toSorted((a, b) => a.atSeconds - b.atSeconds);
  const values = blocks.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]);
  if (values.every((value) => value === null)) return undefined;
  const span = {
    fromSeconds: Math.min(...blocks.map(({ atSeconds }) => atSeconds)),
    toSeconds: Math.max(...blocks.map(({ atSeconds, durationSeconds }) => atSeconds + durationSeconds)),
  };
  const minutes = (atSeconds: number) => (atSeconds - span.fromSeconds) / 60;
  const arms = [{ arm: 'candidate' as const, summary: candidate }];
  const panels = panelsOf(arms, span, maximumPoints, ['target.memory', 'gpu.memory']);
  const time = (gridIndex: number, isLast: boolean) =>
    axis(isLast ? 'minutes' : '', 28, {
      gridIndex,
      min: 0,
      max: Number(minutes(span.toSeconds).toPrecision(3)),
      axisLabel: { show: isLast, showMaxLabel: false },
      splitLine: { show: false },
    });
  const below = panelOptions(panels, { firstGrid: 1, top: 194, right, timeAxis: time, toX: minutes });
  return drawChart({
    id: `steady-${scenario}`,
    description: `Latency of the candidate over the time of the ${scenario} load: p50 and p95 of each block, and below them ${panels.map(({ title }) => title).join(', ') || 'nothing'}.`,
    width: 400,
    height: 242 + heightOf(panels.length),
    option: {
      grid: [{ outerBoundsMode: 'none', left: 68, right, top: 14, height: 180 }, ...below.grid],
      xAxis: [time(0, panels.length === 0), ...below.xAxis],
      yAxis: [{ ...latencyAxis(values, 52), gridIndex: 0 }, ...below.yAxis],
      series: [
        blockLine(blocks, 'p95Ms', 'p95', minutes),
        blockLine(blocks, 'p50Ms', 'p50', minutes),
        ...below.series,
      ],
    },
  });
}

/** A point in the middle of each block; a gap where it is invalid or had no success. */
function blockLine(
  blocks: readonly TimelinePoint[],
  key: 'p50Ms' | 'p95Ms',
  label: string,
  minutes: (atSeconds: number) => number,
) {
  const { colour, line, marks } = armStyles.candidate;
  const isMain = key === 'p95Ms';
  return {
    type: 'line',
    silent: true,
    symbol: 'circle',
    symbolSize: blocks.length > 60 ? 0 : isMain ? 6 : 4,
    lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
    itemStyle: marks,
    data: blocks.map((point) => [
      minutes(point.atSeconds + point.durationSeconds / 2),
      point.valid ? point[key] : null,
    ]),
    endLabel: { show: true, formatter: label, color: colours.soft, fontSize: 12, distance: 5 },
  };
}
