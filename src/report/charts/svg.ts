import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridSimpleComponent,
  LegendPlainComponent,
  MarkAreaComponent,
  MarkLineComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeHtml } from '../escape.ts';
import { trusted, type Markup } from '../markup.ts';
import { axesOf } from './chart-axes.ts';
import { colours, fontFamily } from './theme.ts';

use([
  CustomChart,
  LineChart,
  ScatterChart,
  GridSimpleComponent,
  LegendPlainComponent,
  MarkAreaComponent,
  MarkLineComponent,
  SVGRenderer,
]);

export interface Chart {
  /** Unique in the document, letters and hyphens: the prefix of every id of the drawing. */
  id: string;
  /** What the picture shows, for people who do not see it. */
  description: string;
  width: number;
  height: number;
  option: EChartsCoreOption;
  /** The x axis has decimal logarithms for values. */
  logX?: boolean;
  /**
   * What the marks of the first series say when pointed at, and lead to. Where absent, each mark tells instead which value of
   * which series it stands for: thousands of marks would be a page of nothing else.
   */
  notes?: readonly MarkNote[];
}

export interface MarkNote {
  lines: string[];
  /** Made by `safeUrl`. */
  href?: string;
}

/**
 * A chart as static SVG: no script, no animation, no event, the same text for the same input. Colours are variables of
 * the page's style, so that one drawing serves light, dark and paper.
 */
export function drawChart({ id, description, width, height, option, logX = false, notes }: Chart): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily, fontSize: 13, color: colours.soft },
      ...option,
    });
    const drawn = chart.renderToSVGString();
    const axes = escapeHtml(JSON.stringify(axesOf(chart, { width, height, logX })), 10_000);
    const head = `<svg id="${id}" role="img" aria-label="${escapeHtml(description, 1000)}" data-axes="${axes}"`;
    return trusted(tidy(notes ? addNotes(drawn, notes) : nameMarks(drawn), id, head));
  } finally {
    chart.dispose();
  }
}

const nameMarks = (svg: string): string =>
  svg
    .replaceAll(' ecmeta_series_index="', ' data-series="')
    .replaceAll(' ecmeta_data_index="', ' data-index="');

/** A title is shown by every browser without a script. Marks are no stops of the keyboard: the table below has them all. */
function addNotes(svg: string, notes: readonly MarkNote[]): string {
  if (notes.length === 0) return svg;
  return svg.replace(
    /<path [^>]*ecmeta_series_index="0" ecmeta_data_index="(\d+)"[^>]*><\/path>/g,
    (mark, index: string) => {
      const note = notes[Number(index)];
      if (!note) return mark;
      const title = `<title>${note.lines.map((line) => escapeHtml(line)).join('\n')}</title>`;
      return note.href === undefined
        ? `<g>${title}${mark}</g>`
        : `<a href="${note.href}" tabindex="-1">${title}${mark}</a>`;
    },
  );
}

/**
 * ECharts numbers its charts over the life of the process, styles by attribute, which the page's content policy
 * forbids, and adds rules and notes for pointers. All of that is replaced or removed, but for which value of which series a
 * mark stands for.
 */
function tidy(svg: string, id: string, head: string): string {
  return (
    svg
      .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
      .replace(/ (?:ecmeta_\w+|class|pointer-events|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
      .replace(/ style="([^"]*)"/g, (_, rules: string) => attributesOf(rules))
      .replace(/(id="|url\(#|href="#)zr\d+-/g, `$1${id}-`)
      .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>\n?/, '')
      .replace(/<(\w+)([^>]*)><\/\1>/g, '<$1$2/>')
      // Not as a pattern: in a class name `$` is no sign of ours.
      .replace(/^<svg width="\d+" height="\d+"/, () => head)
      .replace(/\n+/g, '\n')
      .trim()
  );
}

/** Style rules as the presentation attributes of SVG: `font-size:12px;` becomes ` font-size="12px"`. */
function attributesOf(rules: string): string {
  return rules
    .split(';')
    .map((rule) => rule.split(':'))
    .filter((pair): pair is [string, string] => pair.length === 2)
    .map(([property, value]) => ` ${property.trim()}="${value.trim()}"`)
    .join('');
}
