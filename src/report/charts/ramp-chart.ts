import type { ReportInput, RunSummary } from '../../model/report.ts';
import type { Arm } from '../../model/run.ts';
import { armsOf } from '../facts.ts';
import type { Markup } from '../markup.ts';
import { knowsGoodput, rampRates, sortedRamp } from '../ramp-steps.ts';
import { rampMarks } from './ramp-marks.ts';
import { drawChart } from './svg.ts';
import { armStyles, axis, colours, latencyAxis } from './theme.ts';

/** p50 and p95 of both arms over the asked rate. Undefined where no ramp was driven. */
export function rampLatencyChart(input: ReportInput): Markup | undefined {
  const arms = armsOf(input);
  const values = arms.flatMap(({ summary }) => summary.ramp.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]));
  if (values.every((value) => value === null)) return undefined;
  const marks = rampMarks(input);
  return drawChart({
    id: 'ramp-latency',
    description:
      'Latency over the load: p50 and p95 of each arm for every step of the ramp. The numbers are in the table below.',
    width: 400,
    height: 264 + marks.room,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14 + marks.room, bottom: 46 },
      xAxis: axis('asked, requests/s', 28, { min: 0 }),
      yAxis: latencyAxis(values, 52),
      series: [
        ...arms.flatMap(({ arm, summary }) => [
          latencyLine(arm, summary, 'p95Ms', 'p95'),
          latencyLine(arm, summary, 'p50Ms', 'p50'),
        ]),
        ...marks.series,
      ],
    },
  });
}

function latencyLine(arm: Arm, summary: RunSummary, key: 'p50Ms' | 'p95Ms', label: string) {
  const { colour, line, marks, z } = armStyles[arm];
  const isMain = key === 'p95Ms';
  return {
    type: 'line',
    silent: true,
    z,
    symbol: 'circle',
    symbolSize: isMain ? 6 : 4,
    lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
    itemStyle: marks,
    // A gap, not a bridge, where a step is invalid or had no success.
    data: sortedRamp(summary).map((step) => [step.ratePerSecond, step.valid ? step[key] : null]),
    ...(arm === 'candidate' && {
      endLabel: { show: true, formatter: label, color: colours.soft, fontSize: 12, distance: 5 },
    }),
  };
}

/**
 * Completed against asked requests a second: where the lines leave the diagonal, the server no longer keeps up. Thin: those
 * within every limit on timings, where there are limits.
 */
export function rampRateChart(input: ReportInput): Markup | undefined {
  const arms = armsOf(input);
  const highest = rampRates(input).at(-1);
  if (highest === undefined) return undefined;
  const marks = rampMarks(input);
  return drawChart({
    id: 'ramp-rate',
    description: 'Completed requests a second over the asked rate, with the line where all are completed.',
    width: 400,
    height: 264 + marks.room,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14 + marks.room, bottom: 46 },
      xAxis: axis('asked, requests/s', 28, { min: 0 }),
      yAxis: axis('completed, requests/s', 38, { min: 0 }),
      series: [
        {
          type: 'line',
          silent: true,
          z: 1,
          symbol: 'none',
          lineStyle: { color: colours.line, type: 'dotted', width: 2 },
          data: [
            [0, 0],
            [highest, highest],
          ],
        },
        ...arms.flatMap(({ arm, summary }) => [
          ...(knowsGoodput(summary) ? [rateLine(arm, summary, 'goodPerSecond', 'good')] : []),
          rateLine(arm, summary, 'completedPerSecond', 'all'),
        ]),
        ...marks.series,
      ],
    },
  });
}

function rateLine(
  arm: Arm,
  summary: RunSummary,
  key: 'completedPerSecond' | 'goodPerSecond',
  label: 'all' | 'good',
) {
  const { colour, line, marks, z } = armStyles[arm];
  const isMain = key === 'completedPerSecond';
  return {
    type: 'line',
    silent: true,
    symbol: 'circle',
    symbolSize: isMain ? 6 : 4,
    z,
    lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
    itemStyle: marks,
    data: sortedRamp(summary).map((step) => [step.ratePerSecond, step.valid ? (step[key] ?? null) : null]),
    ...(arm === 'candidate' &&
      knowsGoodput(summary) && {
        endLabel: { show: true, formatter: label, color: colours.soft, fontSize: 12, distance: 5 },
      }),
  };
}
