import { metrics } from '../../model/metric.ts';
import type { MetricId } from '../../model/metric.ts';
import type { Trend, TrendLevel, TrendSeries } from '../../model/trend.ts';
import { formatChange, metricHeader } from '../format.ts';
import type { Markup } from '../markup.ts';
import { isWorse, minuteOf } from '../trend-facts.ts';
import { drawChart, type MarkNote } from './svg.ts';
import { axis, colours, filled, hollow, plainNumber } from './theme.ts';

const sizes = {
  broad: { width: 940, height: 264, dates: 8 },
  narrow: { width: 420, height: 252, dates: 3 },
};
const left = 68;
const right = 20;
const pixelsOfCharacter = 7.5;
/** The axis spans at least this share of the values, so that noise does not look like news. */
const leastSpan = 0.2;

/**
 * One metric over the runs of a trend, in the order of recording: a dot a run, a line a level, a dashed line with its step
 * at each change point. Grey where plan or workload were others than the newest run's. Undefined below two values.
 * @param notes what each run says when pointed at, one for each of the trend's runs
 */
export function trendChart(
  id: string,
  trend: Trend,
  series: TrendSeries,
  size: 'broad' | 'narrow',
  notes: readonly MarkNote[] = [],
): Markup | undefined {
  const scale = metrics[series.id].unit === 'share' ? 100 : 1;
  const points = series.values.flatMap((value, run) =>
    value === null ? [] : [{ run, value: value * scale }],
  );
  if (points.length < 2) return undefined;
  const { width, height, dates } = sizes[size];
  const count = trend.runs.length;
  const current = trend.runs.at(-1)?.stretch;
  const isCurrent = (run: number) => trend.runs[run]?.stretch === current;
  const limits = valueLimits(
    series.id,
    points.map(({ value }) => value),
  );
  const diameter = count > 300 ? 3 : count > 80 ? 5 : 7;
  return drawChart({
    id,
    description: `${metricHeader(series.id)} of ${points.length} runs, ${series.levels.filter(({ step }) => step !== undefined).length} change points. The numbers are in the tables.`,
    width,
    height,
    notes: points.flatMap(({ run }) => notes[run] ?? []),
    option: {
      grid: { outerBoundsMode: 'none', left, right, top: 28, bottom: 32 },
      xAxis: axis('', 0, {
        min: -0.5,
        max: count - 0.5,
        axisLabel: {
          customValues: dateTicks(count, dates),
          formatter: (run: number) => minuteOf(trend.runs[run]?.measuredAt ?? '').slice(0, 10),
        },
        axisLine: { show: true, onZero: false, lineStyle: { color: colours.line } },
        splitLine: { show: false },
      }),
      yAxis: axis(axisName(series.id), 52, {
        ...limits,
        axisLine: { show: true, onZero: false, lineStyle: { color: colours.line } },
        axisLabel: { formatter: plainNumber },
      }),
      series: [
        {
          type: 'scatter',
          symbol: 'circle',
          symbolSize: diameter,
          z: 3,
          itemStyle: dot(colours.candidate),
          data: points.map(({ run, value }) => ({
            value: [run, value],
            ...(isCurrent(run) ? {} : { itemStyle: dot(colours.base) }),
          })),
        },
        {
          type: 'scatter',
          silent: true,
          data: [],
          markLine: {
            silent: true,
            symbol: 'none',
            data: verticalLines(trend, series, (width - left - right) / count),
          },
        },
        ...series.levels.map((level) => levelLine(level, scale, isCurrent(level.first))),
        marks(
          points.filter(({ run }) => trend.runs[run]?.accepted),
          'diamond',
          diameter + 8,
          colours.open,
        ),
        marks(
          points
            .filter(({ run }) => trend.runs[run]?.release !== undefined)
            .map(({ run }) => ({ run, value: limits.min })),
          'triangle',
          9,
          colours.ink,
        ),
      ],
    },
  });
}

function axisName(id: MetricId): string {
  const { unit, header } = metrics[id];
  return `${header}, ${unit === 'share' ? '%' : unit}`;
}

/** Round limits around the values; from zero for shares. */
function valueLimits(id: MetricId, values: number[]): { min: number; max: number; interval: number } {
  const isShare = metrics[id].unit === 'share';
  const [low, high] = [isShare ? 0 : Math.min(...values), Math.max(...values)];
  const span = Math.max(high - low, isShare ? 0.01 : ((high + low) / 2) * leastSpan) || 1;
  const [bottom, top] = isShare ? [0, high] : [(high + low - span) / 2, (high + low + span) / 2];
  const interval = roundStep(span / 4);
  return {
    min: Math.max(0, Math.floor((bottom - span * 0.05) / interval) * interval),
    max: Math.ceil((top + span * 0.05) / interval) * interval,
    interval,
  };
}

/** The next of 1, 2, 5 times a power of ten. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 5, 10].find((step) => step * power >= size) ?? 10);
}

/** Runs under which the date is written, not too near to the ends. */
function dateTicks(count: number, dates: number): number[] {
  const ticks = Array.from({ length: dates }, (_, i) => Math.round(((i + 0.5) / dates) * (count - 1)));
  return [...new Set(ticks)];
}

function levelLine({ first, last, value }: TrendLevel, scale: number, isCurrent: boolean) {
  return {
    type: 'line',
    silent: true,
    symbol: 'none',
    z: 4,
    lineStyle: { color: isCurrent ? colours.ink : colours.base, width: 2 },
    data: [first - 0.45, last + 0.45].map((x) => [x, value * scale]),
  };
}

function marks(points: { run: number; value: number }[], symbol: string, symbolSize: number, colour: string) {
  return {
    type: 'scatter',
    silent: true,
    clip: false,
    symbol,
    symbolSize,
    z: symbol === 'diamond' ? 2 : 5,
    itemStyle: symbol === 'diamond' ? hollow(colour) : filled(colour),
    data: points.map(({ run, value }) => [run, value]),
  };
}

/** Without an outline: a thousand of them are one picture. */
const dot = (color: string) => ({ color, opacity: 1 });

interface Line {
  run: number;
  text: string;
  colour: string;
  type: 'dashed' | 'dotted';
}

/** Change points and beginnings of a stretch, named at their top as far as there is room: change points first, new before old. */
function verticalLines({ runs }: Trend, { id, levels }: TrendSeries, pixelsOfRun: number) {
  const changes = levels.flatMap(({ first: run, step }): Line[] =>
    step === undefined
      ? []
      : [{ run, text: formatChange(id, step), colour: stepColour(id, step), type: 'dashed' }],
  );
  const begins = runs.flatMap(({ begins: what }, run): Line[] =>
    what === undefined ? [] : [{ run, text: `new ${what}`, colour: colours.soft, type: 'dotted' }],
  );
  const taken: [number, number][] = [];
  return [...changes.reverse(), ...begins.reverse()].map(({ run, text, colour, type }) => {
    const centre = (run - 0.5) * pixelsOfRun;
    const half = (text.length * pixelsOfCharacter) / 2;
    const isFree =
      centre + half < (runs.length - 0.5) * pixelsOfRun + right &&
      taken.every(([from, to]) => centre + half < from || centre - half > to);
    if (isFree) taken.push([centre - half, centre + half]);
    return {
      xAxis: run - 0.5,
      lineStyle: { color: colour, width: 1.5, type },
      label: {
        show: isFree,
        formatter: text,
        color: colour,
        fontSize: 12,
        fontWeight: type === 'dashed' ? 'bold' : 'normal',
      },
    };
  });
}

function stepColour(id: MetricId, step: number): string {
  return isWorse(id, step) ? colours.bad : colours.good;
}
