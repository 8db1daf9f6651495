import { mermaidLabel } from './escape.ts';
import { classLabel, type Picture } from './picture-data.ts';

/** Grey for the base; orange and blue are told apart by the colour-blind, and 3:1 and more on light and dark pages. */
const baseColour = '#7d8590';
const slowerColour = '#d9730d';
const fasterColour = '#2f81c7';

/** Only who reads the source sees it: an e-mail holds no pictures of this kind. */
const sourceNote = '%% Drawn as a chart on the page of the pull request; this is its source.';

/**
 * The picture as a Mermaid chart, which GitHub draws itself, so that nothing is hosted anywhere, with its legend below.
 * `xychart-beta` is the name that old and new versions of Mermaid know. An e-mail shows the source: it is kept short.
 */
export function mermaidPicture(picture: Picture): string {
  const { lines, legend } = picture.kind === 'classes' ? barChart(picture) : lineChart(picture);
  return `${['```mermaid', ...lines, '```'].join('\n')}\n<sub>${legend}</sub>`;
}

/** Mermaid's charts of this kind have no legend of their own. */
interface Drawing {
  lines: string[];
  legend: string;
}

/**
 * Series of this chart draw over each other, which makes the difference visible: the longer bar first, in the colour of
 * what happened, then the shorter of the two in grey. Where a series has nothing to show for a class it is 0 and covered.
 */
function barChart({ title, unit, bars }: Extract<Picture, { kind: 'classes' }>): Drawing {
  const labels = bars.map(({ class: name }) => `"${mermaidLabel(classLabel(name), 24)}"`);
  const top = Math.max(...bars.flatMap(({ base, candidate }) => [base, candidate]), 0);
  const series = [
    {
      colour: slowerColour,
      legend: ' Orange tip: what the candidate adds.',
      values: bars.map(({ base, candidate }) => (candidate > base ? candidate : 0)),
    },
    {
      colour: fasterColour,
      legend: ' Blue tip: what it saves.',
      values: bars.map(({ base, candidate }) => (candidate < base ? base : 0)),
    },
    {
      colour: baseColour,
      legend: '',
      values: bars.map(({ base, candidate }) => Math.min(base, candidate)),
    },
  ].filter(({ values, colour }) => colour === baseColour || values.some((value) => value > 0));
  return {
    lines: [
      ...config(
        70 + 25 * bars.length,
        series.map(({ colour }) => colour),
      ),
      'xychart-beta horizontal',
      sourceNote,
      `  title "${mermaidLabel(`${title}, ${unit}`, 60)}"`,
      `  x-axis [${labels.join(', ')}]`,
      `  y-axis 0 --> ${plain(top > 0 ? top * 1.05 : 1)}`,
      ...series.map(({ values }) => `  bar [${values.map(plain).join(', ')}]`),
    ],
    legend: `Grey: the base.${series.map(({ legend }) => legend).join('')}`,
  };
}

function lineChart({ title, unit, steps }: Extract<Picture, { kind: 'ramp' }>): Drawing {
  const top = Math.max(...steps.flatMap(({ base, candidate }) => [base, candidate]));
  return {
    lines: [
      ...config(240, [baseColour, slowerColour]),
      'xychart-beta',
      sourceNote,
      `  title "${mermaidLabel(`${title}, ${unit}`, 60)}"`,
      `  x-axis "requests/s" [${steps.map(({ ratePerSecond }) => `"${plain(ratePerSecond)}"`).join(', ')}]`,
      `  y-axis "${unit}" 0 --> ${plain(top * 1.1)}`,
      `  line [${steps.map(({ base }) => plain(base)).join(', ')}]`,
      `  line [${steps.map(({ candidate }) => plain(candidate)).join(', ')}]`,
    ],
    legend: 'Grey: the base. Orange: the candidate.',
  };
}

/** In one line, since it is the part that says nothing to a reader of the source. */
function config(height: number, palette: string[]): string[] {
  const colours = `{ backgroundColor: "transparent", plotColorPalette: "${palette.join(', ')}" }`;
  return [
    '---',
    `config: { xyChart: { width: 640, height: ${height}, titleFontSize: 15 }, themeVariables: { xyChart: ${colours} } }`,
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
