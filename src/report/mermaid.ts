import { mermaidLabel } from './escape.ts';
import { classLabel, type Picture } from './picture-data.ts';

/** Grey for the base; orange and blue are told apart by the colour-blind, and 3:1 and more on light and dark pages. */
const baseColour = '#7d8590';
const slowerColour = '#d9730d';
const fasterColour = '#2f81c7';

/**
 * The picture as a Mermaid chart, which GitHub draws itself, so that nothing is hosted anywhere, with its legend below.
 * `xychart-beta` is the name that old and new versions of Mermaid know.
 */
export function mermaidPicture(picture: Picture): string {
  const lines = picture.kind === 'classes' ? barChart(picture) : lineChart(picture);
  return `${['```mermaid', ...lines, '```'].join('\n')}\n<sub>${legends[picture.kind]}</sub>`;
}

/** Mermaid's charts of this kind have no legend. */
const legends: Readonly<Record<Picture['kind'], string>> = {
  classes: 'Grey: the base. Orange tip: what the candidate adds. Blue tip: what it saves.',
  ramp: 'Grey: the base. Orange: the candidate.',
};

/**
 * Series of this chart draw over each other, which makes the difference visible: the longer bar first, in the colour of
 * what happened, then the shorter of the two in grey. Where a series has nothing to show it is 0 and covered as well.
 */
function barChart({ title, unit, bars }: Extract<Picture, { kind: 'classes' }>): string[] {
  const labels = bars.map(({ class: name }) => `"${mermaidLabel(classLabel(name), 24)}"`);
  const top = Math.max(...bars.flatMap(({ base, candidate }) => [base, candidate]), 0);
  const series = (values: number[]) => `  bar [${values.map(plain).join(', ')}]`;
  return [
    ...config(90 + 30 * bars.length, [slowerColour, fasterColour, baseColour]),
    'xychart-beta horizontal',
    `  title "${mermaidLabel(`${title}, ${unit}`, 60)}"`,
    `  x-axis [${labels.join(', ')}]`,
    `  y-axis 0 --> ${plain(top > 0 ? top * 1.05 : 1)}`,
    series(bars.map(({ base, candidate }) => (candidate > base ? candidate : 0))),
    series(bars.map(({ base, candidate }) => (candidate < base ? base : 0))),
    series(bars.map(({ base, candidate }) => Math.min(base, candidate))),
  ];
}

function lineChart({ title, unit, steps }: Extract<Picture, { kind: 'ramp' }>): string[] {
  const top = Math.max(...steps.flatMap(({ base, candidate }) => [base, candidate]));
  return [
    ...config(240, [baseColour, slowerColour]),
    'xychart-beta',
    `  title "${mermaidLabel(`${title}, ${unit}`, 60)}"`,
    `  x-axis "requests/s" [${steps.map(({ ratePerSecond }) => `"${plain(ratePerSecond)}"`).join(', ')}]`,
    `  y-axis "${unit}" 0 --> ${plain(top * 1.1)}`,
    `  line [${steps.map(({ base }) => plain(base)).join(', ')}]`,
    `  line [${steps.map(({ candidate }) => plain(candidate)).join(', ')}]`,
  ];
}

function config(height: number, palette: string[]): string[] {
  return [
    '---',
    'config:',
    '  xyChart:',
    '    width: 640',
    `    height: ${height}`,
    '    titleFontSize: 15',
    '  themeVariables:',
    '    xyChart:',
    '      backgroundColor: "transparent"',
    `      plotColorPalette: "${palette.join(', ')}"`,
    '---',
  ];
}

/** Mermaid reads plain decimals only: no exponent, no sign of infinity. */
function plain(amount: number): string {
  if (!Number.isFinite(amount)) return '0';
  return String(Number(amount.toPrecision(3))).includes('e')
    ? amount.toFixed(6)
    : String(Number(amount.toPrecision(3)));
}
