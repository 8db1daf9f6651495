import type { Trend } from '../model/trend.ts';
import type { TrendLinks } from './trend-facts.ts';
import { renderTrendMarkdown } from './trend-markdown.ts';
import { renderTrendPage } from './trend-page.ts';
import { trendPictures, type TextFile } from './trend-pictures.ts';

/** All files of the trend: `TREND.md`, its pictures and `trend/index.html`. Same runs, same bytes. */
export function renderTrendFiles(trends: readonly Trend[], links: TrendLinks): TextFile[] {
  return [
    { path: 'TREND.md', text: renderTrendMarkdown(trends, links) },
    ...trends.flatMap(trendPictures),
    { path: 'trend/index.html', text: renderTrendPage(trends, links) },
  ];
}
