import type { ReportInput, TimelinePoint } from '../../model/report.ts';
import type { Arm } from '../../model/run.ts';
import { armsOf } from '../facts.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { armStyles, axis, colours, latencyAxis } from './theme.ts';

interface ArmPoint extends TimelinePoint {
  arm: Arm;
}

/** The most blocks that are drawn; a longer run shows its beginning and says so in the text below. */
export const maximumBlocks = 400;

/**
 * Every block of both arms on one clock: a bar from p50 to p95 above, errors below. A broad and a narrow drawing of the
 * same, of which the page shows the one that fits. Undefined where no block was measured.
 */
export function timelineChart(input: ReportInput, size: 'broad' | 'narrow'): Markup | undefined {
  const points = armsOf(input)
    .flatMap(({ arm, summary }) => summary.timeline.map((point): ArmPoint => ({ ...point, arm })))
    .toSorted((a, b) => a.atSeconds - b.atSeconds)
    .slice(0, maximumBlocks);
  if (points.length === 0) return undefined;
  const end = Math.max(...points.map(({ atSeconds, durationSeconds }) => atSeconds + durationSeconds));
  const values = points.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]);
  const lowest = Math.min(...values.filter((value): value is number => value !== null && value > 0));
  const mostErrors = Math.max(1, ...points.map(({ errors }) => errors));
  const time = (name: string, grid: number, showsLabels: boolean) =>
    axis(name, 28, {
      gridIndex: grid,
      min: 0,
      max: Math.ceil(end),
      axisLabel: { show: showsLabels },
      splitLine: { show: false },
    });
  return drawChart({
    id: `timeline-${size}`,
    description:
      'Every block of both arms over time: a bar from p50 to p95 latency, and below it the errors of the block.',
    width: size === 'broad' ? 940 : 400,
    height: 360,
    option: {
      grid: [
        { outerBoundsMode: 'none', left: 68, right: 16, top: 24, height: 208 },
        { outerBoundsMode: 'none', left: 68, right: 16, top: 258, height: 54 },
      ],
      xAxis: [time('', 0, false), time('seconds since the first block', 1, true)],
      yAxis: [
        { ...latencyAxis(values, 52), gridIndex: 0 },
        axis('errors', 52, { gridIndex: 1, min: 0, max: mostErrors, interval: mostErrors }),
      ],
      series: [latencyBars(points, Number.isFinite(lowest) ? lowest : 0), errorBars(points)],
    },
  });
}

interface Api {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}

function latencyBars(points: ArmPoint[], lowest: number) {
  return {
    type: 'custom',
    silent: true,
    data: points.map(({ atSeconds, durationSeconds, p50Ms, p95Ms }, index) => [
      atSeconds,
      p50Ms ?? lowest,
      atSeconds + durationSeconds,
      p95Ms ?? lowest,
      index,
    ]),
    encode: { x: [0, 2], y: [1, 3] },
    markArea: scenarioAreas(points),
    renderItem: (_: unknown, api: Api) => {
      const point = points[api.value(4)];
      if (!point) return undefined;
      const [left, bottom] = api.coord([api.value(0), api.value(1)]);
      const [right, top] = api.coord([api.value(2), api.value(3)]);
      return {
        type: 'rect',
        shape: { x: left, y: top, width: Math.max(right - left - 1, 1), height: Math.max(bottom - top, 2) },
        style: blockStyle(point),
      };
    },
  };
}

/** Base: outlined and light. Candidate: filled. Invalid or without a success: dashed and empty. */
function blockStyle({ arm, valid, p50Ms }: ArmPoint) {
  const { colour } = armStyles[arm];
  if (!valid || p50Ms === null)
    return { fill: 'none', stroke: colours.bad, lineWidth: 1.5, lineDash: [3, 2] };
  return arm === 'base'
    ? { fill: colours.zone, stroke: colour, lineWidth: 1.5 }
    : { fill: colour, stroke: colour, lineWidth: 1.5 };
}

function errorBars(points: ArmPoint[]) {
  const failing = points.filter(({ errors }) => errors > 0);
  return {
    type: 'custom',
    silent: true,
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: failing.map(({ atSeconds, durationSeconds, errors }, index) => [
      atSeconds,
      0,
      atSeconds + durationSeconds,
      errors,
      index,
    ]),
    encode: { x: [0, 2], y: [1, 3] },
    renderItem: (_: unknown, api: Api) => {
      const point = failing[api.value(4)];
      if (!point) return undefined;
      const [left, bottom] = api.coord([api.value(0), 0]);
      const [right, top] = api.coord([api.value(2), api.value(3)]);
      return {
        type: 'rect',
        shape: { x: left, y: top, width: Math.max(right - left - 1, 1), height: bottom - top },
        style: { fill: point.arm === 'base' ? 'none' : colours.bad, stroke: colours.bad, lineWidth: 1.5 },
      };
    },
  };
}

/** Stretches of one scenario, named at their top; every second one shaded. */
function scenarioAreas(points: ArmPoint[]) {
  const stretches: { scenario: string; from: number; to: number }[] = [];
  for (const { scenario, atSeconds, durationSeconds } of points) {
    const last = stretches.at(-1);
    if (last?.scenario === scenario) last.to = Math.max(last.to, atSeconds + durationSeconds);
    else stretches.push({ scenario, from: atSeconds, to: atSeconds + durationSeconds });
  }
  return {
    silent: true,
    label: { show: true, position: 'top', color: colours.soft, fontSize: 12, distance: 4 },
    data: stretches.slice(0, 40).map(({ scenario, from, to }, index) => [
      {
        xAxis: from,
        name: scenario,
        itemStyle: { color: index % 2 === 0 ? colours.zone : 'transparent', opacity: 0.5 },
      },
      { xAxis: to },
    ]),
  };
}
