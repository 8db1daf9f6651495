import { expect } from 'vitest';
import type { OpenedPage } from './browser.ts';

/** A mark of a drawing with the values that its place on the axes stands for. */
export interface Mark {
  element: string;
  series: number;
  index: number;
  panel: number;
  x: number | null;
  y: number | null;
}

export interface Line {
  stroke: string;
  isDashed: boolean;
  points: Pick<Mark, 'panel' | 'x' | 'y'>[];
}

export interface Axes {
  x: [pixel: number, value: number, pixel: number, value: number];
  y: [pixel: number, value: number, pixel: number, value: number];
  log?: ('x' | 'y')[];
}

export interface ReadChart {
  id: string;
  label: string;
  /** One entry a panel. */
  axes: Axes[];
  marks: Mark[];
  lines: Line[];
}

/** The drawings that a page shows, by id. */
export async function readCharts({ read }: OpenedPage): Promise<Map<string, ReadChart>> {
  return new Map((await read<ReadChart[]>('charts')).map((chart) => [chart.id, chart]));
}

/** Two places that differ by less than a pixel and a half. */
function isNear(value: number | null, expected: number, axis: Axes['x'], isLog: boolean): boolean {
  const pixelOf = ([fromPixel, from, toPixel, to]: Axes['x'], at: number) =>
    fromPixel +
    (toPixel - fromPixel) * (isLog ? Math.log(at / from) / Math.log(to / from) : (at - from) / (to - from));
  return value !== null && Math.abs(pixelOf(axis, value) - pixelOf(axis, expected)) < 1.5;
}

/** Fails unless each of the points has a mark or a corner of a line at its place on the axes of the panel. */
export function expectDrawn(
  chart: ReadChart | undefined,
  points: readonly (readonly [x: number, y: number | null])[],
  panel = 0,
): void {
  const axes = chart?.axes[panel];
  expect(axes, chart?.id ?? 'no such chart').toBeDefined();
  if (!chart || !axes) return;
  const places = [...chart.marks, ...chart.lines.flatMap((line) => line.points)].filter(
    (place) => place.panel === panel,
  );
  const isLog = (axis: 'x' | 'y') => axes.log?.includes(axis) === true;
  const missing = points.filter(
    ([x, y]) =>
      y !== null &&
      !places.some(
        (place) => isNear(place.x, x, axes.x, isLog('x')) && isNear(place.y, y, axes.y, isLog('y')),
      ),
  );
  expect(missing, `${chart.id}: points without a mark`).toEqual([]);
}

/** The axis holds every value, and is at most three times as long as they need, counted from zero where it is linear. */
export function expectFits(axis: Axes['x'], values: readonly number[], isLog = false): void {
  const [, from, , to] = axis;
  expect(Math.min(...values)).toBeGreaterThanOrEqual(from);
  expect(Math.max(...values)).toBeLessThanOrEqual(to * 1.001);
  if (!isLog && from === 0) expect(to).toBeLessThan(3 * Math.max(...values));
}
