import type { Arm } from '../../model/run.ts';
import type { MetricOutcome } from '../../model/verdict.ts';

/** Generic families only: nothing is loaded, and every machine has one. */
export const fontFamily = 'system-ui, sans-serif';

/** Names of the page's style variables, see `page-style.ts`. */
export const colours = {
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  line: 'var(--line)',
  page: 'var(--page)',
  base: 'var(--base)',
  candidate: 'var(--candidate)',
  bad: 'var(--bad)',
  good: 'var(--good)',
  open: 'var(--open)',
  zone: 'var(--zone)',
};

/** Arms differ by colour, by line and by mark, so that neither a colour-blind reader nor a printer loses one. */
export const armStyles: Readonly<Record<Arm, ArmStyle>> = {
  base: { colour: colours.base, line: 'dashed', marks: hollow(colours.base), z: 3 },
  candidate: { colour: colours.candidate, line: 'solid', marks: filled(colours.candidate), z: 2 },
};

interface MarkStyle {
  color: string;
  borderColor: string;
  borderWidth: number;
  opacity: 1;
}

/** The library's own hollow circle is white inside, also on a dark page. */
export function hollow(colour: string): MarkStyle {
  return { color: colours.page, borderColor: colour, borderWidth: 2, opacity: 1 };
}

export function filled(colour: string): MarkStyle {
  return { color: colour, borderColor: colour, borderWidth: 1, opacity: 1 };
}

interface ArmStyle {
  colour: string;
  line: 'dashed' | 'solid';
  /** Circle, hollow or filled. */
  marks: MarkStyle;
  /** Dashes lie over the solid line, so that two equal curves show both. */
  z: number;
}

export const outcomeColours: Readonly<Record<MetricOutcome, string>> = {
  regressed: colours.bad,
  improved: colours.good,
  unchanged: colours.soft,
  inconclusive: colours.open,
  incomparable: colours.soft,
  insufficient: colours.soft,
};

const label = { color: colours.soft, fontSize: 12 };

/** Looks of an axis; `name` stands at its middle, outside. */
export function axis(
  name: string,
  gap: number,
  option: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: gap,
    nameTextStyle: { color: colours.soft, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: colours.line } },
    axisTick: { show: false },
    splitLine: { show: true, lineStyle: { color: colours.line, width: 1, opacity: 0.6 } },
    minorTick: { show: false },
    ...option,
    axisLabel: { ...label, hideOverlap: true, ...(option['axisLabel'] as object | undefined) },
  };
}

/** Latencies spread over decades: logarithmic from a factor of 20 on, linear from zero below it. */
export function latencyAxis(values: readonly (number | null)[], gap: number): Record<string, unknown> {
  const known = values.filter((value): value is number => value !== null && value > 0);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const name = 'latency, ms';
  if (known.length === 0) return axis(name, gap, { min: 0, max: 1 });
  return high / low > 20
    ? axis(`${name} (log)`, gap, {
        type: 'log',
        min: 10 ** Math.floor(Math.log10(low)),
        axisLabel: { formatter: plainNumber },
      })
    : axis(name, gap, { min: 0, axisLabel: { formatter: plainNumber } });
}

/** Without locale or grouping: `0.5`, `10`, `12000`. */
export const plainNumber = (value: number): string => String(Number(value.toPrecision(6)));
