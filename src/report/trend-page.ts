import type { Trend, TrendRun, TrendSeries } from '../model/trend.ts';
import { trendChart } from './charts/trend-chart.ts';
import type { MarkNote } from './charts/svg.ts';
import { formatCount, formatValue, metricHeader, missing } from './format.ts';
import { markup, name, trusted, type Markup } from './markup.ts';
import { pageDocument } from './page-document.ts';
import { figure, folded, pageTable } from './page-parts.ts';
import { pageStyle } from './page-style.ts';
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
  targetText,
  trendRows,
  type TrendLinks,
} from './trend-facts.ts';

/** Points are small: a stroke nobody sees makes them easier to hit. Of a thousand runs, only the drawings in sight are laid out. */
const trendStyle = `${pageStyle}
figure title + path { stroke: transparent; stroke-width: 1.5; }
figure a:hover path, figure g:hover > title + path { fill: var(--open); stroke: var(--open); }
section figure { content-visibility: auto; contain-intrinsic-size: auto 300px; }
nav ul { padding-left: 20px; }
th.number { white-space: normal; }
`;

/** The page of all trends: one file, no script, nothing loaded; each point tells its run and leads to its commit. */
export function renderTrendPage(trends: readonly Trend[], links: TrendLinks): string {
  return pageDocument({
    title: 'Performance trend',
    style: trendStyle,
    body: [
      markup`<h1>Sluice: performance trend</h1>\n`,
      trends.length > 1 ? contents(trends) : undefined,
      ...trends.map((trend, index) => trendSection(trend, links, index)),
      markup`<section><h2>How to read it</h2>\n<p>${trusted(key)}</p>\n<p>${trusted(method)}</p></section>\n`,
    ],
  });
}

function contents(trends: readonly Trend[]): Markup {
  return markup`<nav aria-label="Suites and environments"><ul>${trends.map(
    ({ suite, environment, runs }, index) =>
      markup`<li><a href="#trend-${index}">${name(suite)}</a>: ${environmentName(environment)}, ${formatCount(runs.length, 'run')}</li>\n`,
  )}</ul></nav>\n`;
}

function trendSection(trend: Trend, links: TrendLinks, index: number): Markup {
  const { suite, environment, runs } = trend;
  const notes = runs.map((run) => noteOf(run, links));
  const yet = noTrendYet(trend);
  return markup`<section id="trend-${index}"><h2>${name(suite)}: ${environmentName(environment)}</h2>
<p class="quiet">${environmentDetails(environment).join(' · ')}</p>
${yet === undefined ? undefined : markup`<p>${yet}</p>`}
${summaryTable(trend)}
${trend.series.flatMap((series) => metricFigures(trend, series, notes, index))}
${changeTable(trend, links)}
${acceptedTable(trend, links)}
${folded(`All runs as a table`, runTable(trend, links))}
</section>
`;
}

const numeric = true;

function summaryTable(trend: Trend): Markup {
  return pageTable(
    [
      { head: 'metric' },
      { head: 'newest', numeric },
      { head: 'since the last change', numeric },
      { head: 'since the release', numeric },
    ],
    trendRows(trend).map(({ id, newest, sinceChange, sinceRelease }) => [
      metricHeader(id),
      newest,
      sinceChange,
      sinceRelease,
    ]),
    'Newest run',
  );
}

function metricFigures(
  trend: Trend,
  series: TrendSeries,
  notes: MarkNote[],
  index: number,
): (Markup | undefined)[] {
  const caption = markup`<b>${metricHeader(series.id)}</b>`;
  const id = `trend-${index}-${series.id.replace('.', '-')}`;
  const said = notes.map((note, run) => ({
    ...note,
    lines: [formatValue(series.id, series.values[run]), ...note.lines],
  }));
  return [
    figure(trendChart(id, trend, series, 'broad', said), caption, 'broad'),
    figure(trendChart(`${id}-narrow`, trend, series, 'narrow'), caption, 'narrow'),
  ];
}

function noteOf(run: TrendRun, links: TrendLinks): MarkNote {
  const href = commitUrl(run, links);
  const { release, accepted, begins } = run;
  return {
    lines: [
      `${minuteOf(run.measuredAt)} UTC, commit ${shortCommit(run)}`,
      targetText(run),
      ...(release !== undefined ? [`release ${release}`] : []),
      ...(accepted
        ? [`accepted by ${accepted.by} in pull request ${accepted.pullRequest}: ${accepted.why}`]
        : []),
      ...(begins !== undefined ? [`new ${begins}`] : []),
    ],
    ...(href !== undefined ? { href } : {}),
  };
}

function changeTable(trend: Trend, links: TrendLinks): Markup | undefined {
  const events = changeEvents(trend);
  if (events.length === 0) return undefined;
  const rows = events.map(({ run, steps }) => [
    minuteOf(run.measuredAt),
    commitCell(run, links),
    markup`${steps.map(
      ({ text, isWorse }, index) =>
        markup`${index > 0 ? ', ' : ''}<span class="${isWorse ? 'tone-regressed' : 'tone-improved'}">${text}</span>`,
    )}`,
    markup`${run.accepted ? `accepted by ${run.accepted.by}` : missing}`,
  ]);
  const columns = [{ head: 'first run' }, { head: 'commit' }, { head: 'steps' }, { head: 'accepted' }];
  return markup`<h3>Change points</h3>\n${pageTable(columns, rows, 'Change points')}`;
}

function acceptedTable(trend: Trend, links: TrendLinks): Markup | undefined {
  const runs = acceptedRuns(trend);
  if (runs.length === 0) return undefined;
  const rows = runs.map((run) => {
    const { pullRequest, by, why } = run.accepted;
    const url = pullRequestUrl(pullRequest, links);
    return [
      minuteOf(run.measuredAt),
      commitCell(run, links),
      link(markup`${pullRequest}`, url),
      name(by),
      why.trim() === '' ? '(no reason given)' : why,
    ];
  });
  const columns = ['run', 'commit', 'pull request', 'accepted by', 'why'].map((head) => ({ head }));
  return markup`<h3>Accepted regressions</h3>\n${pageTable(columns, rows, 'Accepted regressions')}`;
}

function runTable({ runs, series }: Trend, links: TrendLinks): Markup {
  const rows = runs
    .map((run, index) => [
      minuteOf(run.measuredAt),
      commitCell(run, links),
      ...series.map(({ id, values }) => formatValue(id, values[index])),
      targetText(run),
      run.release ?? '',
      String(run.stretch + 1),
    ])
    .reverse();
  const columns = [
    { head: 'run' },
    { head: 'commit' },
    ...series.map(({ id }) => ({ head: metricHeader(id), numeric })),
    { head: 'target' },
    { head: 'release' },
    { head: 'plan and workload', numeric },
  ];
  return pageTable(columns, rows, 'All runs');
}

const commitCell = (run: TrendRun, links: TrendLinks): Markup =>
  link(name(shortCommit(run)), commitUrl(run, links));

const link = (text: Markup, url: string | undefined): Markup =>
  url === undefined ? text : markup`<a href="${trusted(url)}">${text}</a>`;
