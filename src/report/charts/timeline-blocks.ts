import type { ReportInput, TimelinePoint } from '../../model/report.ts';
import type { Arm } from '../../model/run.ts';
import { drawnText } from '../escape.ts';
import { armsOf } from '../facts.ts';
import type { CustomApi } from './custom-api.ts';
import { armStyles, colours } from './theme.ts';

/** What is drawn of blocks, each a series of rectangles over the time of its block. */

export interface BlockPoint extends TimelinePoint {
  arm: Arm;
}

/** The most blocks that are drawn; a longer run shows its beginning and says so in the text below. */
export const maximumBlocks = 400;

/** Every block of both arms in the order of time, as far as they are drawn. */
export const blocksOf = (input: Pick<ReportInput, 'base' | 'candidate'>): BlockPoint[] =>
  armsOf(input)
    .flatMap(({ arm, summary }) => summary.timeline.map((point): BlockPoint => ({ ...point, arm })))
    .toSorted((a, b) => a.atSeconds - b.atSeconds)
    .slice(0, maximumBlocks);

export const endOf = ({ atSeconds, durationSeconds }: TimelinePoint): number => atSeconds + durationSeconds;

/** The whole seconds that the blocks span; 0 without any. */
export const timelineSeconds = (points: readonly TimelinePoint[]): number =>
  Math.ceil(Math.max(0, ...points.map(endOf)));

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** From time and value of a block to what is drawn there. */
interface Rectangle {
  point: BlockPoint;
  low: number;
  high: number;
  draw: (box: Box, pixelOf: (value: number) => number) => object | object[];
}

function rectangles(rows: readonly Rectangle[], grid: number) {
  return {
    type: 'custom',
    silent: true,
    xAxisIndex: grid,
    yAxisIndex: grid,
    encode: { x: [0, 2], y: [1, 3] },
    data: rows.map(({ point, low, high }, index) => [point.atSeconds, low, endOf(point), high, index]),
    renderItem: (_: unknown, api: CustomApi) => {
      const row = rows[api.value(4)];
      if (!row) return undefined;
      const [left, bottom] = api.coord([api.value(0), api.value(1)]);
      const [right, top] = api.coord([api.value(2), api.value(3)]);
      const box = {
        x: left,
        y: top,
        width: Math.max(right - left - 1, 1),
        height: Math.max(bottom - top, 1),
      };
      const drawn = row.draw(box, (value) => api.coord([api.value(0), value])[1]);
      return { type: 'group', children: Array.isArray(drawn) ? drawn : [drawn] };
    },
  };
}

const rect = (shape: Box, style: object) => ({ type: 'rect', shape, style });

const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, lineWidth = 1.5) => ({
  type: 'line',
  shape: { x1, y1, x2, y2 },
  style: { stroke, lineWidth },
});

/**
 * Behind everything, from the first panel to the last: each block in the colour of its arm, hatched where it is invalid.
 * @param atValue any value of the first panel's axis
 * @param secondsOfCharacter how much time of the axis a character of a name takes
 */
export function bandSeries(
  points: readonly BlockPoint[],
  {
    atValue,
    top,
    bottom,
    secondsOfCharacter,
  }: { atValue: number; top: number; bottom: number; secondsOfCharacter: number },
) {
  const whole = ({ x, width }: Box) => ({ x, y: top, width, height: bottom - top });
  return {
    ...rectangles(
      points.map((point) => ({
        point,
        low: atValue,
        high: atValue,
        draw: (box) => [
          rect(whole(box), { fill: armStyles[point.arm].colour, opacity: 0.13 }),
          ...(point.valid ? [] : hatch(whole(box))),
        ],
      })),
      0,
    ),
    clip: false,
    z: 0,
    markArea: scenarioNames(points, secondsOfCharacter),
  };
}

const hatchDistance = 8;

/** Lines that rise to the right, cut off at the sides of the box. */
function hatch({ x, y, width, height }: Box): object[] {
  const lines: object[] = [];
  for (let offset = hatchDistance; offset < width + height; offset += hatchDistance) {
    const start = { x: x + Math.max(0, offset - height), y: y + Math.min(offset, height) };
    const end = { x: x + Math.min(offset, width), y: y + Math.max(0, offset - width) };
    lines.push(line(start.x, start.y, end.x, end.y, colours.bad, 1));
  }
  return lines;
}

/** Stretches of one scenario, named at their top as far as there is room, the longest first. */
function scenarioNames(points: readonly BlockPoint[], secondsOfCharacter: number) {
  const stretches: { name: string; from: number; to: number }[] = [];
  for (const point of points) {
    const last = stretches.at(-1);
    if (last?.name === point.scenario) last.to = Math.max(last.to, endOf(point));
    else stretches.push({ name: point.scenario, from: point.atSeconds, to: endOf(point) });
  }
  const taken: [from: number, to: number][] = [];
  const named = stretches
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .filter(({ name, from, to }) => {
      const [centre, half] = [(from + to) / 2, (Math.min(name.length, 40) * secondsOfCharacter) / 2];
      const isFree = taken.every(([start, end]) => centre + half < start || centre - half > end);
      if (isFree) taken.push([centre - half, centre + half]);
      return isFree;
    });
  return {
    silent: true,
    label: { show: true, position: 'top', color: colours.soft, fontSize: 12, distance: 4 },
    itemStyle: { color: 'transparent' },
    data: named.map(({ name, from, to }) => [{ xAxis: from, name: drawnText(name) }, { xAxis: to }]),
  };
}

/** A bar from p50 up to p95, and a stroke on to p99. Nothing where no request succeeded. */
export function latencySeries(points: readonly BlockPoint[], grid: number) {
  return rectangles(
    points.flatMap((point) => {
      const { arm, p50Ms, p95Ms, p99Ms } = point;
      if (p50Ms === null || p95Ms === null) return [];
      return [
        {
          point,
          low: p50Ms,
          high: Math.max(p95Ms, p99Ms ?? 0),
          draw: ({ x, y, width }, pixelOf) => {
            const [upper, lower] = [pixelOf(p95Ms), pixelOf(p50Ms)];
            const bar = { x, y: upper, width, height: Math.max(lower - upper, 2) };
            const { colour } = armStyles[arm];
            return [
              rect(bar, {
                fill: arm === 'base' ? colours.page : colour,
                stroke: colour,
                lineWidth: 1.5,
              }),
              ...(p99Ms ? [line(x + width / 2, upper, x + width / 2, y, colour)] : []),
            ];
          },
        } satisfies Rectangle,
      ];
    }),
    grid,
  );
}

/** Completed requests a second as a bar, the asked rate as a stroke across. */
export function rateSeries(points: readonly BlockPoint[], grid: number) {
  return rectangles(
    points.map((point) => {
      const { arm, ratePerSecond, completedPerSecond } = point;
      const { colour } = armStyles[arm];
      return {
        point,
        low: 0,
        high: Math.max(ratePerSecond, completedPerSecond ?? 0),
        draw: ({ x, width }, pixelOf) => {
          const [zero, asked] = [pixelOf(0), pixelOf(ratePerSecond)];
          const top = completedPerSecond === undefined ? zero : pixelOf(completedPerSecond);
          return [
            rect({ x, y: top, width, height: zero - top }, { fill: colour, opacity: 0.55 }),
            line(x, asked, x + width, asked, colours.ink),
          ];
        },
      } satisfies Rectangle;
    }),
    grid,
  );
}

/** Kinds of errors by their frequency over all blocks, the rest as one: more colours than that nobody can tell apart. */
export const errorColours = [colours.bad, colours.open, colours.ink, colours.soft] as const;

/** The kinds that have a colour of their own, most frequent first; `null` stands for all others. */
export function shownErrorKinds(points: readonly TimelinePoint[]): (string | null)[] {
  const totals = new Map<string, number>();
  for (const { errorKinds = {} } of points)
    for (const [kind, count] of Object.entries(errorKinds)) totals.set(kind, (totals.get(kind) ?? 0) + count);
  const kinds = [...totals]
    .filter(([, count]) => count > 0)
    .toSorted((a, b) => b[1] - a[1])
    .map(([kind]) => kind);
  const untold = points.some((point) => untoldErrors(point) > 0);
  const fits = kinds.length + (untold ? 1 : 0) <= errorColours.length;
  return fits ? [...kinds, ...(untold ? [null] : [])] : [...kinds.slice(0, errorColours.length - 1), null];
}

/** Failed requests of no kind that is told. */
const untoldErrors = ({ errors, errorKinds = {} }: TimelinePoint): number =>
  errors - Object.values(errorKinds).reduce((sum, count) => sum + count, 0);

/** Failed requests of each block, one kind upon the other. */
export function errorSeries(points: readonly BlockPoint[], kinds: readonly (string | null)[], grid: number) {
  const rows = points.flatMap((point) => {
    let sum = 0;
    return kinds.flatMap((kind, position): Rectangle[] => {
      const isLast = position === kinds.length - 1;
      const count = kind === null ? point.errors - sum : (point.errorKinds?.[kind] ?? 0);
      if (count <= 0) return [];
      const low = sum;
      sum += count;
      const fill = errorColours[isLast && kind === null ? errorColours.length - 1 : position];
      return [{ point, low, high: sum, draw: (box) => rect(box, { fill }) }];
    });
  });
  return rectangles(rows, grid);
}
