import type { Trend, TrendSeries } from '../model/trend.ts';
import { escapeMarkdown, escapeSummary, markdownCode } from './escape.ts';
import { metricHeader } from './format.ts';
import { bullets, details, joinBlocks, table, unbroken } from './markdown.ts';
import {
  acceptedRuns,
  changeEvents,
  commitUrl,
  environmentDetails,
  environmentName,
  key,
  method,
  minuteOf,
  noTrendYet,
  pullRequestUrl,
  shortCommit,
  trendRows,
  type TrendLinks,
} from './trend-facts.ts';
import type { TrendRun } from '../model/trend.ts';
import { hasPicture, picturePath } from './trend-pictures.ts';

/** Longer lists are in the page beside it. */
const maximumListed = 30;

/** `TREND.md`: the newest environment of each suite open, its others folded. */
export function renderTrendMarkdown(trends: readonly Trend[], links: TrendLinks): string {
  const suites = [...new Set(trends.map(({ suite }) => suite))];
  return `${joinBlocks([
    '# Performance trend',
    'Written by `sluice trend` from the baselines in this folder. The page `trend/index.html` beside it has the same with links and details on each point.',
    ...suites.flatMap((suite) => [
      `## ${escapeMarkdown(suite)}`,
      ...trends
        .filter((trend) => trend.suite === suite)
        .map((trend, index) => environmentPart(trend, links, index === 0)),
    ]),
    `<sub>${escapeMarkdown(key, 1000)} ${escapeMarkdown(method, 1000)}</sub>`,
  ])}\n`;
}

function environmentPart(trend: Trend, links: TrendLinks, isOpen: boolean): string {
  const { environment } = trend;
  const title = environmentName(environment);
  const body = joinBlocks([
    environmentDetails(environment)
      .map((part) => markdownCode(part))
      .join(' · '),
    noTrendYet(trend),
    summaryTable(trend),
    trend.series
      .filter(hasPicture)
      .map((series) => picture(trend, series))
      .join('\n'),
    listed(
      'Change points',
      changeEvents(trend).map(
        ({ run, steps }) => `${runText(run, links)}: ${steps.map(({ text }) => text).join(', ')}`,
      ),
    ),
    listed(
      'Accepted regressions',
      acceptedRuns(trend).map((run) => acceptedText(run, links)),
    ),
  ]);
  return isOpen
    ? `### ${escapeMarkdown(title)}\n\n${body}`
    : details(escapeSummary(`${title} (${environment.fingerprint})`), body);
}

function summaryTable(trend: Trend): string {
  return table(
    ['metric', 'newest', 'since the last change', 'since the release'],
    trendRows(trend).map(({ id, newest, sinceChange, sinceRelease }) => [
      metricHeader(id),
      unbroken(newest),
      unbroken(sinceChange),
      escapeMarkdown(sinceRelease, 60),
    ]),
    ['l', 'r', 'r', 'r'],
  );
}

function picture(trend: Trend, { id }: TrendSeries): string {
  const alt = `${metricHeader(id)} over the runs`;
  return `<picture><source media="(prefers-color-scheme: dark)" srcset="${picturePath(trend, id, 'dark')}"><img alt="${alt}" src="${picturePath(trend, id, 'light')}" width="420"></picture>`;
}

function listed(title: string, items: string[]): string | undefined {
  if (items.length === 0) return undefined;
  const left = items.length - maximumListed;
  return joinBlocks([
    `**${title}**`,
    bullets([...items.slice(0, maximumListed), ...(left > 0 ? [`${left} older ones are in the page.`] : [])]),
  ]);
}

function runText(run: TrendRun, links: TrendLinks): string {
  const url = commitUrl(run, links);
  const commit = markdownCode(shortCommit(run));
  return `${minuteOf(run.measuredAt).slice(0, 10)} ${url === undefined ? commit : `[${commit}](${url})`}`;
}

function acceptedText(
  { accepted: { pullRequest, by, why }, ...run }: ReturnType<typeof acceptedRuns>[number],
  links: TrendLinks,
): string {
  const url = pullRequestUrl(pullRequest, links);
  const request = url === undefined ? `pull request ${pullRequest}` : `[pull request ${pullRequest}](${url})`;
  return `${runText(run, links)}: ${request}, accepted by ${markdownCode(by)}: ${escapeMarkdown(why, 500) || '(no reason given)'}`;
}
