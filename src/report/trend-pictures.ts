import type { MetricId } from '../model/metric.ts';
import type { Trend, TrendSeries } from '../model/trend.ts';
import { trendChart } from './charts/trend-chart.ts';
import { colourRules } from './page-style.ts';

export interface TextFile {
  /** Relative to the folder of the trend, with `/`. */
  path: string;
  text: string;
}

export const pictureThemes = ['light', 'dark'] as const;
type Theme = (typeof pictureThemes)[number];

/** `trend/tickets/3f9a2c417be0/latency.p95.light.svg`: suite and fingerprint are names of a folder and a file already. */
export const picturePath = (trend: Trend, id: MetricId, theme: Theme): string =>
  `trend/${trend.suite}/${trend.environment.fingerprint}/${id}.${theme}.svg`;

/** One file a metric and theme, the same bytes for the same runs. A picture in a page of GitHub can hold no links. */
export function trendPictures(trend: Trend): TextFile[] {
  return trend.series.flatMap((series) => {
    const drawing = trendChart('trend', trend, series, 'narrow');
    if (!drawing) return [];
    return pictureThemes.map((theme) => ({
      path: picturePath(trend, series.id, theme),
      text: standalone(drawing.html, theme),
    }));
  });
}

export const hasPicture = ({ values }: TrendSeries): boolean =>
  values.filter((value) => value !== null).length > 1;

/** Alone, a drawing has no page whose variables it could use, and needs a size of its own. */
function standalone(svg: string, theme: Theme): string {
  const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const values = new Map(
    [...colourRules[theme].matchAll(/(--\w+): (#\w+)/g)].map(([, name = '', colour = '']) => [name, colour]),
  );
  return `${svg
    .replace('<svg ', `<svg width="${width}" height="${height}" `)
    .replace(/var\((--\w+)\)/g, (whole, name: string) => values.get(name) ?? whole)}\n`;
}
