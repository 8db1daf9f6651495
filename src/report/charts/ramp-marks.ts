import type { RampTraits } from '../../model/characteristics.ts';
import type { ReportInput } from '../../model/report.ts';
import type { Arm } from '../../model/run.ts';
import { armsOf } from '../facts.ts';
import { armStyles } from './theme.ts';

const rowHeight = 14;

/**
 * Knee and breaking point of each arm, as series of a chart whose axis is the asked rate, and the room that their names take
 * above it: a row an arm, the candidate's next to the chart.
 */
export function rampMarks(input: ReportInput): { room: number; series: object[] } {
  const marked = armsOf(input)
    .toReversed()
    .flatMap(({ arm, summary }) => {
      const ramp = summary.characteristics?.ramp;
      return ramp && (ramp.knee || ramp.breaking) ? [{ arm, ramp }] : [];
    });
  return {
    room: marked.length * rowHeight,
    series: marked.map(({ arm, ramp }, row) => marksOf(arm, ramp, row)),
  };
}

/** The names stand to both sides of their lines, since a server breaks to the right of where it bends. */
function marksOf(arm: Arm, { knee, breaking, highestPerSecond }: RampTraits, row: number) {
  const { colour } = armStyles[arm];
  const line = (x: number, text: string, type: 'solid' | 'dotted', align: 'left' | 'right') => ({
    xAxis: x,
    lineStyle: { color: colour, width: 1.5, type },
    label: {
      formatter: text,
      position: 'end',
      align,
      color: colour,
      fontSize: 12,
      distance: 3 + row * rowHeight,
    },
  });
  const within = (rate: number) => Math.min(Math.max(rate, 0), highestPerSecond);
  return {
    type: 'scatter',
    silent: true,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      data: [
        ...(knee ? [line(knee.value, 'knee', 'solid', 'right')] : []),
        ...(breaking ? [line(breaking.ratePerSecond, 'breaks', 'dotted', 'left')] : []),
      ],
    },
    markArea: {
      silent: true,
      itemStyle: { color: colour, opacity: 0.14 },
      data: knee?.interval
        ? [[{ xAxis: within(knee.interval[0]) }, { xAxis: within(knee.interval[1]) }]]
        : [],
    },
  };
}
