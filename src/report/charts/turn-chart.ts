import type { ReportInput } from '../../model/report.ts';
import type { Arm } from '../../model/run.ts';
import type { Markup } from '../markup.ts';
import { turnsOf, type Turn } from '../session-turns.ts';
import { armsOf } from '../facts.ts';
import { drawChart } from './svg.ts';
import { armStyles, axis, colours, latencyAxis } from './theme.ts';

export type TurnTiming = 'latencyMs' | 'ttftMs';

/**
 * p50 and p95 of a timing by the turn of the session, both arms. `index` makes the id. Undefined where no turn has it.
 */
export function turnChart(
  input: ReportInput,
  sessionClass: string,
  timing: TurnTiming,
  index: number,
): Markup | undefined {
  const arms = armsOf(input).map(({ arm, summary }) => ({ arm, turns: turnsOf(summary, sessionClass) }));
  const values = arms.flatMap(({ turns }) =>
    turns.flatMap(({ summary }) => [summary[timing]?.p50 ?? null, summary[timing]?.p95 ?? null]),
  );
  if (values.every((value) => value === null)) return undefined;
  const last = Math.max(...arms.flatMap(({ turns }) => turns.map(({ turn }) => turn)));
  const what = timing === 'latencyMs' ? 'latency' : 'time to the first token';
  return drawChart({
    id: `turns-${index}-${timing === 'latencyMs' ? 'latency' : 'ttft'}`,
    description: `p50 and p95 of the ${what} of ${sessionClass} by the turn of the session, each arm. The numbers are in the table below.`,
    width: 400,
    height: 240,
    option: {
      grid: { outerBoundsMode: 'none', left: 68, right: 34, top: 14, bottom: 46 },
      xAxis: axis('turn of the session', 28, {
        min: 0.5,
        max: last + 0.5,
        axisLabel: { customValues: Array.from({ length: last }, (_, i) => i + 1) },
        splitLine: { show: false },
      }),
      yAxis: {
        ...latencyAxis(values, 52),
        ...(timing === 'ttftMs' && { name: 'time to first token, ms' }),
      },
      series: arms.flatMap(({ arm, turns }) => [
        turnLine(arm, turns, timing, 'p95'),
        turnLine(arm, turns, timing, 'p50'),
      ]),
    },
  });
}

function turnLine(arm: Arm, turns: readonly Turn[], timing: TurnTiming, percentile: 'p50' | 'p95') {
  const { colour, line, marks, z } = armStyles[arm];
  const isMain = percentile === 'p95';
  return {
    type: 'line',
    silent: true,
    z,
    symbol: 'circle',
    symbolSize: isMain ? 6 : 4,
    lineStyle: { color: colour, type: line, width: isMain ? 2.5 : 1.5 },
    itemStyle: marks,
    data: turns.map(({ turn, summary }) => [turn, summary[timing]?.[percentile] ?? null]),
    ...(arm === 'candidate' && {
      endLabel: { show: true, formatter: percentile, color: colours.soft, fontSize: 12, distance: 5 },
    }),
  };
}
