import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadGate } from '../src/config/index.ts';
import { spanMs } from '../src/gate/artifact-report.ts';
import { compareRuns } from '../src/gate/compare.ts';
import { reportInputOf, subjectOfRun } from '../src/gate/outputs.ts';
import { readTrends } from '../src/gate/trend.ts';
import { renderComment, renderHtml, renderSummary, renderTrendFiles } from '../src/report/index.ts';
import { acceptVerdict } from '../src/verdict/index.ts';
import { demoConfig } from './demo-gate.ts';
import type { GithubPage } from './github-page.ts';

const root = join(import.meta.dirname, '..');

/** What the pictures of README and docs are drawn from: the texts that are shown, made anew from runs that are kept. */
export interface PictureSources {
  /** As GitHub shows them, by the name of their pictures. */
  github: Record<'comment' | 'check', GithubPage>;
  /** Whole pages, by file name. */
  pages: Record<'report-fail.png' | 'trend-page.png', string>;
  /** Pictures that need no browser, by file name. */
  drawings: Record<'trend.light.svg' | 'trend.dark.svg', string>;
  /** Comments that a page quotes. */
  quotes: { page: string; name: string; comment: string }[];
}

/** The runs of `npm run demo` and `node scripts/demo-trend.ts` from which the pictures were last drawn. */
export const keptRuns = join(root, 'docs', 'pictures', 'runs');

export async function pictureSources(): Promise<PictureSources> {
  const judging = loadGate({ workspace: root, config: demoConfig });
  const [base, candidate] = ['run-base.json', 'run-candidate.json'].map((name) => join(keptRuns, name));
  const measured = compareRuns([base!], candidate!, judging);
  const told = { ...measured, tookMs: spanMs([measured.base ?? measured.candidate, measured.candidate]) };
  const subject = subjectOfRun(measured.candidate, 'npm run demo');
  const input = reportInputOf(subject, told, judging);
  const accepted = acceptVerdict(measured.verdict, {
    pullRequest: 41,
    by: 'ada',
    why: 'The larger model routes 4 more tickets of 100 to the right queue.',
    acceptedAt: '2026-11-22T09:30:00Z',
  });
  const trend = await trendFiles();
  const { verdict, sentence } = measured.verdict;
  const state = verdict === 'pass' ? 'passed' : '<span class="failure">failed</span>';
  return {
    github: {
      comment: {
        bar: '<b>github-actions</b><span class="label">bot</span> commented',
        markdown: renderComment(input),
      },
      check: {
        bar: `<b>sluice / ${input.suite}</b> ${state}`,
        title: sentence,
        markdown: renderSummary(input),
      },
    },
    pages: { 'report-fail.png': await renderHtml(input), 'trend-page.png': trend('trend/index.html') },
    drawings: {
      'trend.light.svg': trend('latency.p50.light.svg'),
      'trend.dark.svg': trend('latency.p50.dark.svg'),
    },
    quotes: [
      { page: 'README.md', name: 'comment', comment: renderComment(input) },
      {
        page: 'docs/baselines.md',
        name: 'accepted',
        comment: renderComment(reportInputOf(subject, { ...told, verdict: accepted }, judging)),
      },
    ],
  };
}

/** A hash of what each picture of a browser shows: it changes where the picture would. */
export function fingerprintsOf({ github, pages }: PictureSources): Record<string, string> {
  const takers = ['pictures.ts', 'github-page.ts'].map((name) =>
    readFileSync(join(import.meta.dirname, name)),
  );
  const shown: [name: string, text: string][] = [
    ...Object.entries(github).map(([name, page]): [string, string] => [name, JSON.stringify(page)]),
    // How well the samples are packed depends on the machine.
    ...Object.entries(pages).map(([name, html]): [string, string] => [
      name,
      html.replace(/base64,[^"]*/, ''),
    ]),
    ['the scripts that take them', takers.join('')],
  ];
  return Object.fromEntries(
    shown.map(([name, text]) => [name, createHash('sha256').update(text).digest('hex').slice(0, 16)]),
  );
}

/** Of a file by the end of its path. */
async function trendFiles(): Promise<(end: string) => string> {
  const trends = await readTrends(join(keptRuns, 'baselines'));
  const files = await renderTrendFiles(trends, { repositoryUrl: 'https://github.com/sluice-gate/sluice' });
  return (end) => {
    const file = files.find(({ path }) => path.endsWith(end));
    if (!file) throw new Error(`The trend has no ${end}.`);
    return file.text;
  };
}
