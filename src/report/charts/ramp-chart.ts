import type { ReportInput, RunSummary } from '../../model/report.ts';
import type { Arm } from '../../model/run.ts';
import { armsOf } from '../facts.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { armStyles, axis, colours, latencyAxis } from './theme.ts';

/** p50 and p95 of both arms over the asked rate. Undefined where no ramp was driven. */
export function rampLatencyChart(input: ReportInput): Markup | undefined {
  const arms = armsOf(input);
  const values = arms.flatMap(({ summary }) => summary.ramp.flatMap(({ p50Ms, p95Ms }) => [p50Ms, p95Ms]));
  if (values.every((value) => value === null)) return undefined;
  return drawChart({
    id: 'ramp-latency',
    description:
      'Latency over the load: p50 and p95 of each arm for every step of the ramp. The numbers are in the table below.',
    width: 400,
    height: 264,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14, bottom: 46 },
      xAxis: axis('asked, requests/s', 28, { min: 0 }),
      yAxis: latencyAxis(values, 52),
      series: arms.flatMap(({ arm, summary }) => [
        latencyLine(arm, summary, 'p95Ms', 'p95'),
        latencyLine(arm, summary, 'p50Ms', 'p50'),
      ]),
    },
  });
}

function latencyLine(arm: Arm, { ramp }: RunSummary, key: 'p50Ms' | 'p95Ms', label: string) {
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
    data: ramp.map((step) => [step.ratePerSecond, step.valid ? step[key] : null]),
    ...(arm === 'candidate' && {
      endLabel: { show: true, formatter: label, color: colours.soft, fontSize: 12, distance: 5 },
    }),
  };
}

/** Completed against asked requests a second: where the lines leave the diagonal, the server no longer keeps up. */
export function rampRateChart(input: ReportInput): Markup | undefined {
  const arms = armsOf(input);
  const rates = arms.flatMap(({ summary }) => summary.ramp.map(({ ratePerSecond }) => ratePerSecond));
  if (rates.length === 0) return undefined;
  const highest = Math.max(...rates);
  return drawChart({
    id: 'ramp-rate',
    description: 'Completed requests a second over the asked rate, with the line where all are completed.',
    width: 400,
    height: 264,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14, bottom: 46 },
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
        ...arms.map(({ arm, summary }) => ({
          type: 'line',
          silent: true,
          symbol: 'circle',
          symbolSize: 6,
          z: armStyles[arm].z,
          lineStyle: { color: armStyles[arm].colour, type: armStyles[arm].line, width: 2.5 },
          itemStyle: armStyles[arm].marks,
          data: summary.ramp.map((step) => [step.ratePerSecond, step.valid ? step.completedPerSecond : null]),
        })),
      ],
    },
  });
}
