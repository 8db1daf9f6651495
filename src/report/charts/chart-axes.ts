import type { EChartsType } from 'echarts/core';

/** Where an axis has which value: pixels of the drawing, then the value there, for both ends. */
export type AxisEnds = [pixel: number, value: number, pixel: number, value: number];

export interface GridAxes {
  x: AxisEnds;
  y: AxisEnds;
  /** Axes that are logarithmic between their ends. */
  log?: ('x' | 'y')[];
}

interface Grid {
  left: number;
  right: number;
  top: number;
  bottom?: number;
  height?: number;
}

interface Axis {
  type?: string;
  gridIndex?: number;
  inverse?: boolean;
  data?: unknown[];
}

interface Option {
  grid: Grid[];
  xAxis: Axis[];
  yAxis: Axis[];
}

/**
 * How pixels of a drawn chart become values again, grid by grid: by it a test, or anybody with the page alone, reads what a
 * mark stands for. On axes of categories the value is the position from 0, so that their ends lie half a position beyond.
 */
export function axesOf(
  chart: EChartsType,
  { width, height, logX }: { width: number; height: number; logX: boolean },
): GridAxes[] {
  const { grid: grids, xAxis, yAxis } = chart.getOption() as unknown as Option;
  return grids.map(({ left, right, top, bottom = 0, height: own }, gridIndex) => {
    const [east, south] = [width - right, own === undefined ? height - bottom : top + own];
    const valuesAt = (point: [number, number]) => chart.convertFromPixel({ gridIndex }, point) as number[];
    const [atStart, atEnd] = [valuesAt([left, south]), valuesAt([east, top])];
    // What arithmetic leaves of zero is zero.
    const round = (value = 0) => (Math.abs(value) < 1e-9 ? 0 : Number(value.toPrecision(6)));
    const x = (value = 0) => round(logX ? 10 ** value : value);
    const ofGrid = (axes: Axis[]) => axes.find((axis) => (axis.gridIndex ?? 0) === gridIndex);
    const ends = (axis: Axis | undefined, values: [number, number]): [number, number] => {
      if (axis?.type !== 'category') return values;
      const last = (axis.data?.length ?? 0) - 0.5;
      return axis.inverse ? [last, -0.5] : [-0.5, last];
    };
    const [fromX, toX] = ends(ofGrid(xAxis), [x(atStart[0]), x(atEnd[0])]);
    const [fromY, toY] = ends(ofGrid(yAxis), [round(atStart[1]), round(atEnd[1])]);
    const isLogY = ofGrid(yAxis)?.type === 'log';
    const log = [...(logX ? ['x' as const] : []), ...(isLogY ? ['y' as const] : [])];
    return {
      x: [left, fromX, east, toX],
      y: [south, fromY, top, toY],
      ...(log.length > 0 ? { log } : {}),
    };
  });
}
