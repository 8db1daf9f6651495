import { axis, colours, plainNumber } from './theme.ts';

const mostTicks = 7;
const fewestTicks = 3;

/** Of a power of ten, from coarse to fine. */
const multiples = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]];

/** Round numbers between two positive ones for a logarithmic axis; even steps where both ends are too near for these. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - first + 1 },
    (_, i) => 10 ** (first + i),
  );
  const fitting = multiples
    .map((set) => powers.flatMap((power) => set.map((multiple) => Number((multiple * power).toPrecision(6)))))
    .map((ticks) => ticks.filter((tick) => tick >= low && tick <= high))
    .find(({ length }) => length >= fewestTicks && length <= mostTicks);
  if (fitting) return fitting;
  const step = (high - low) / (fewestTicks + 1);
  const even = Array.from({ length: fewestTicks }, (_, i) => Number((low + (i + 1) * step).toPrecision(3)));
  return [...new Set(even)];
}

/** An axis of decimal logarithms, labelled with the numbers themselves: the library's own has no ticks between powers of ten. */
export function logAxis(name: string, gap: number, low: number, high: number): Record<string, unknown> {
  const ticks = logTicks(low, high);
  const logs = ticks.map(Math.log10);
  const labelOf = (value: number) => {
    const tick = logs.findIndex((log) => Math.abs(log - value) < 1e-9);
    return tick < 0 ? '' : plainNumber(ticks[tick]!);
  };
  return axis(name, gap, {
    min: Math.log10(low),
    max: Math.log10(high),
    axisLabel: { customValues: logs, formatter: labelOf },
    axisTick: { show: true, customValues: logs, lineStyle: { color: colours.line } },
    splitLine: { show: false },
  });
}
