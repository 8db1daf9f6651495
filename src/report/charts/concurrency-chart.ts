import type { ConcurrencyStep } from '../../model/characteristics.ts';
import { drawnText } from '../escape.ts';
import type { Markup } from '../markup.ts';
import { drawChart } from './svg.ts';
import { axis, colours, filled, hollow, latencyAxis, plainNumber } from './theme.ts';

export interface ConcurrencyLine {
  /** From outside; empty where the page names the line. */
  label: string;
  colour: string;
  type: 'solid' | 'dashed' | 'dotted';
  steps: readonly ConcurrencyStep[];
  /** The concurrency of the point that stands out. */
  marked: number | null;
}

interface Point {
  x: number;
  y: number;
  concurrency: number;
}

/** More lines than this nobody can tell apart; the table below has all of them. */
const maximumLines = 8;
const legendRow = 20;
const legendText = 14;

/**
 * p95 latency against throughput, a line a server or setting, a point a concurrency, whose number stands at it: to the right
 * is better, down is better. In tokens a second where the server tells of tokens. Undefined where no step had a success.
 */
export function concurrencyChart(
  id: string,
  description: string,
  lines: readonly ConcurrencyLine[],
): Markup | undefined {
  const steps = lines.flatMap((line) => line.steps);
  const inTokens =
    steps.length > 0 && steps.every(({ outputTokensPerSecond }) => outputTokensPerSecond !== null);
  const drawn = lines
    .slice(0, maximumLines)
    .map((line, index) => ({ ...line, key: `line-${index}`, points: pointsOf(line.steps, inTokens) }));
  const values = drawn.flatMap(({ points }) => points.map(({ y }) => y));
  if (values.length === 0) return undefined;
  const named = drawn.filter(({ label }) => label !== '');
  const top = 20 + named.length * legendRow;
  return drawChart({
    id,
    description,
    width: 400,
    height: 260 + top,
    option: {
      ...(named.length > 0 && { legend: legendOf(named) }),
      grid: { outerBoundsMode: 'none', left: 68, right: 34, top, bottom: 46 },
      xAxis: axis(inTokens ? 'output tokens/s' : 'completed, requests/s', 28, {
        min: 0,
        axisLabel: { formatter: plainNumber },
      }),
      yAxis: { ...latencyAxis(values, 52), name: 'p95 latency, ms' },
      series: drawn.map(lineOf),
    },
  });
}

function pointsOf(steps: readonly ConcurrencyStep[], inTokens: boolean): Point[] {
  return steps
    .filter(({ valid }) => valid)
    .flatMap(({ completedPerSecond, outputTokensPerSecond, p95Ms, concurrency }) =>
      p95Ms === null
        ? []
        : [{ x: (inTokens ? outputTokensPerSecond : null) ?? completedPerSecond, y: p95Ms, concurrency }],
    );
}

/** One name a row, so that its height is known whatever the names are. */
const legendOf = (lines: { key: string; label: string }[]) => ({
  orient: 'vertical',
  left: 60,
  top: 0,
  padding: 0,
  itemGap: legendRow - legendText,
  itemHeight: legendText,
  selectedMode: false,
  textStyle: { color: colours.ink, fontSize: 12 },
  data: lines.map(({ key }) => key),
  formatter: (key: string) => drawnText(lines.find((line) => line.key === key)?.label ?? ''),
});

function lineOf({ key, colour, type, points, marked }: ConcurrencyLine & { key: string; points: Point[] }) {
  return {
    type: 'line',
    name: key,
    silent: true,
    symbol: 'circle',
    symbolSize: 6,
    itemStyle: hollow(colour),
    lineStyle: { color: colour, type, width: 2 },
    data: points.map(({ x, y, concurrency }) => ({
      value: [x, y],
      ...(concurrency === marked ? { symbol: 'diamond', symbolSize: 16, itemStyle: filled(colour) } : {}),
      label: {
        show: true,
        // The curve bends up and to the left, so that the lower right of a point is free.
        position: 'right',
        offset: [0, 8],
        formatter: String(concurrency),
        color: concurrency === marked ? colour : colours.soft,
        fontWeight: concurrency === marked ? 'bold' : 'normal',
        fontSize: 12,
      },
    })),
  };
}
