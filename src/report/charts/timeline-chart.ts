import type { ReportInput } from '../../model/report.ts';
import { armsOf } from '../facts.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { heightOf, panelFrame, panelOptions, panelsOf } from './telemetry-panels.ts';
import { axis, latencyAxis } from './theme.ts';
import { timelineFrame } from './timeline-frame.ts';
import {
  bandSeries,
  blocksOf,
  errorSeries,
  latencySeries,
  rateSeries,
  shownErrorKinds,
  timelineSeconds,
} from './timeline-blocks.ts';

/** Of each line of telemetry. */
const maximumPoints = { broad: 600, narrow: 200 };

const top = 24;
const latencyHeight = 190;
const pixelsOfCharacter = 7;

/**
 * Every block of both arms on one clock: percentiles of its latency, its rate and its errors by kind, then what was sampled of
 * the server and its machine. A broad and a narrow drawing of the same, of which the page shows the one that fits. Undefined
 * where no block was measured.
 */
export function timelineChart(input: ReportInput, size: 'broad' | 'narrow'): Markup | undefined {
  const points = blocksOf(input);
  if (points.length === 0) return undefined;
  const values = points.flatMap(({ p50Ms, p95Ms, p99Ms }) => [p50Ms, p95Ms, p99Ms ?? null]);
  const known = values.filter((value): value is number => value !== null && value > 0);
  const mostErrors = Math.max(0, ...points.map(({ errors }) => errors));
  const span = { fromSeconds: 0, toSeconds: timelineSeconds(points) };
  const panels = panelsOf(armsOf(input), span, maximumPoints[size]);
  const { left, right } = timelineFrame;
  const latencyBottom = top + latencyHeight;
  const blockPanels = mostErrors > 0 ? 2 : 1;
  const height = latencyBottom + heightOf(blockPanels + panels.length);
  const time = (grid: number, isLast: boolean) =>
    axis(isLast ? 'seconds since the first block' : '', 28, {
      gridIndex: grid,
      min: 0,
      max: span.toSeconds,
      axisLabel: { show: isLast },
      splitLine: { show: false },
    });
  const below = panelOptions(panels, {
    firstGrid: 1 + blockPanels,
    top: latencyBottom + heightOf(blockPanels),
    right,
    timeAxis: time,
    toX: (seconds) => seconds,
  });
  const frame = (position: number, title: string, option: object) =>
    panelFrame({ grid: 1 + position, position, title, top: latencyBottom, right, option });
  const ofBlocks = [
    frame(0, 'requests/s: completed, and asked as a stroke', {}),
    ...(mostErrors > 0 ? [frame(1, 'failed requests', { max: mostErrors, interval: mostErrors })] : []),
  ];
  return drawChart({
    id: `timeline-${size}`,
    description: [
      'Every block of both arms over time: a bar from p50 to p95 latency, below it completed requests a second, and failed requests where there are some.',
      ...panels.map(({ title }) => `Below that: ${title}.`),
      'The numbers are in the tables below.',
    ].join(' '),
    width: timelineFrame[size],
    height: height + 48,
    option: {
      grid: [
        { outerBoundsMode: 'none', left, right, top, height: latencyHeight },
        ...ofBlocks.map(({ grid }) => grid),
        ...below.grid,
      ],
      xAxis: [
        time(0, false),
        ...ofBlocks.map((_, i) => time(1 + i, panels.length === 0 && i === blockPanels - 1)),
        ...below.xAxis,
      ],
      yAxis: [
        { ...latencyAxis(values, 52), gridIndex: 0 },
        ...ofBlocks.map(({ yAxis }) => yAxis),
        ...below.yAxis,
      ],
      series: [
        bandSeries(points, {
          atValue: known.length > 0 ? Math.min(...known) : 0,
          top,
          bottom: height,
          secondsOfCharacter: (pixelsOfCharacter * span.toSeconds) / (timelineFrame[size] - left - right),
        }),
        latencySeries(points, 0),
        rateSeries(points, 1),
        ...(mostErrors > 0 ? [errorSeries(points, shownErrorKinds(points), 2)] : []),
        ...below.series,
      ],
    },
  });
}
