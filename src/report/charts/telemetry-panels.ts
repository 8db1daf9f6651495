import { byteUnit } from '../../model/byte-unit.ts';
import type { RunSummary } from '../../model/report.ts';
import type { Arm } from '../../model/run.ts';
import type { TelemetryId } from '../../model/telemetry.ts';
import { thinned, type Span, type TelemetryPoint } from './telemetry-points.ts';
import { armStyles, axis, colours, plainNumber } from './theme.ts';

interface PanelKind {
  /** Of waiting and running requests the first is drawn thick. */
  ids: TelemetryId[];
  title: string;
  unit: 'requests' | '%' | 'cores' | 'bytes';
}

/** What is drawn, in this order, as far as it was sampled. */
const panelKinds: readonly PanelKind[] = [
  { ids: ['server.waiting', 'server.running'], title: 'waiting (thick) and running', unit: 'requests' },
  { ids: ['server.kv-cache'], title: 'KV cache in use', unit: '%' },
  { ids: ['target.cpu'], title: 'CPU of the target', unit: 'cores' },
  { ids: ['target.memory'], title: 'memory of the target', unit: 'bytes' },
  { ids: ['gpu.busy'], title: 'GPU busy', unit: '%' },
  { ids: ['gpu.memory'], title: 'GPU memory in use', unit: 'bytes' },
];

const panelHeight = 46;
const panelGap = 30;

export interface Panel {
  title: string;
  lines: { arm: Arm; isMain: boolean; points: TelemetryPoint[] }[];
}

/** One small chart for each kind that any arm has samples of within the span; values are in the unit of the title. */
export function panelsOf(
  arms: readonly { arm: Arm; summary: RunSummary }[],
  span: Span,
  mostPoints: number,
  wanted?: readonly TelemetryId[],
): Panel[] {
  return panelKinds
    .filter(({ ids }) => wanted === undefined || ids.some((id) => wanted.includes(id)))
    .flatMap(({ ids, title, unit }) => {
      const lines = arms.flatMap(({ arm, summary }) =>
        ids.flatMap((id, index) => {
          const values = summary.telemetry?.series[id];
          const points = values ? thinned(summary.telemetry?.atSeconds ?? [], values, span, mostPoints) : [];
          return points.length > 0 ? [{ arm, isMain: index === 0, points }] : [];
        }),
      );
      return lines.length > 0 ? [inUnit(title, unit, lines)] : [];
    });
}

function inUnit(title: string, unit: PanelKind['unit'], lines: Panel['lines']): Panel {
  const most = Math.max(...lines.flatMap(({ points }) => points.map(([, value]) => value ?? 0)));
  const bytes = byteUnit(most);
  const [name, divisor] =
    unit === 'bytes' ? [bytes.unit, bytes.divisor] : unit === '%' ? [unit, 0.01] : [unit, 1];
  return {
    title: `${title}, ${name}`,
    lines: lines.map((line) => ({
      ...line,
      points: line.points.map(([at, value]) => [at, value === null ? null : rounded(value / divisor)]),
    })),
  };
}

/** Four digits are more than a panel of this height can show. */
const rounded = (value: number): number => Number(value.toPrecision(4));

export interface PanelLayout {
  /** Position of the first panel among the grids of the chart. */
  firstGrid: number;
  top: number;
  right: number;
  /** The time axis of a grid; only the last one is named. */
  timeAxis: (grid: number, isLast: boolean) => object;
  toX: (atSeconds: number) => number;
}

/** Of so many panels one below the other. */
export const heightOf = (count: number): number => count * (panelHeight + panelGap);

/** Grid and value axis of the small panel at a position below `top`; its title stands above it. */
export function panelFrame({
  grid,
  position,
  title,
  top,
  right,
  option = {},
}: {
  /** Position among the grids of the chart. */
  grid: number;
  position: number;
  title: string;
  top: number;
  right: number;
  option?: object;
}) {
  return {
    grid: {
      outerBoundsMode: 'none',
      left: 68,
      right,
      top: top + panelGap + heightOf(position),
      height: panelHeight,
    },
    yAxis: axis(title, 7, {
      gridIndex: grid,
      min: 0,
      splitNumber: 2,
      nameLocation: 'end',
      nameTextStyle: { color: colours.soft, fontSize: 12, align: 'left' },
      axisLabel: { formatter: plainNumber },
      ...option,
    }),
  };
}

/** Grids, axes and series of the panels, one below the other. */
export function panelOptions(
  panels: readonly Panel[],
  { firstGrid, top, right, timeAxis, toX }: PanelLayout,
) {
  const frames = panels.map(({ title }, position) =>
    panelFrame({ grid: firstGrid + position, position, title, top, right }),
  );
  return {
    grid: frames.map(({ grid }) => grid),
    xAxis: panels.map((_, index) => timeAxis(firstGrid + index, index === panels.length - 1)),
    yAxis: frames.map(({ yAxis }) => yAxis),
    series: panels.flatMap(({ lines }, index) =>
      lines.map(({ arm, isMain, points }) => ({
        type: 'line',
        silent: true,
        symbol: 'none',
        xAxisIndex: firstGrid + index,
        yAxisIndex: firstGrid + index,
        z: armStyles[arm].z,
        lineStyle: { color: armStyles[arm].colour, type: armStyles[arm].line, width: isMain ? 2 : 1 },
        data: points.map(([at, value]) => [toX(at), value]),
      })),
    ),
  };
}
