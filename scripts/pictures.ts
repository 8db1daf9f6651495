/**
 * Draws what README and docs show from the last `npm run demo` and `node scripts/demo-trend.ts`, never by hand: the comment
 * of the slower build goes into the README as it was written, and into docs/baselines.md as it is when it is accepted; its
 * report and the trend become pictures in docs/pictures. Needs Chromium (CHROMIUM, default /usr/bin/chromium).
 */
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { format, resolveConfig } from 'prettier';
import { loadGate } from '../src/config/index.ts';
import { compareRuns } from '../src/gate/compare.ts';
import { reportInputOf, subjectOfRun } from '../src/gate/outputs.ts';
import { renderComment } from '../src/report/index.ts';
import { acceptVerdict } from '../src/verdict/index.ts';
import { demoConfig } from './demo-gate.ts';

const root = join(import.meta.dirname, '..');
const slower = join(root, 'out', 'demo', 'slower');
const trend = join(root, 'out', 'demo', 'trend');
const pictures = join(root, 'docs', 'pictures');

/** Puts the comment, as a quotation, between the marks `<!-- NAME: ... -->` and `<!-- /NAME -->` of a page. */
async function embedComment(page: string, name: string, comment: string): Promise<void> {
  // One screen: what is folded in the comment stays out of the page.
  const shown = comment
    .slice(comment.indexOf('\n') + 1, comment.indexOf('<details>'))
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
  const file = join(root, page);
  const text = readFileSync(file, 'utf8');
  const section = new RegExp(`(<!-- ${name}: from npm run demo -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!section.test(text)) throw new Error(`${page} has no section for the comment.`);
  const filled = text.replace(section, (_, start: string, end: string) => `${start}\n${shown}\n\n${end}`);
  writeFileSync(file, await format(filled, { ...(await resolveConfig(file)), filepath: file }));
}

/** The slower build once more, as if reviewers had taken it on purpose. */
function acceptedComment(): string {
  const runs = ['run-base.json', 'run-candidate.json'].map((name) => join(slower, name));
  const measured = compareRuns([runs[0]!], runs[1]!, loadGate({ workspace: root, config: demoConfig }));
  const verdict = acceptVerdict(measured.verdict, {
    pullRequest: 41,
    by: 'ada',
    why: 'The larger model routes 4 more tickets of 100 to the right queue.',
    acceptedAt: '2026-11-22T09:30:00Z',
  });
  return renderComment(
    reportInputOf(subjectOfRun(measured.candidate, 'npm run demo'), { ...measured, verdict }),
  );
}

/** As `TREND.md` shows it, by day and by night. */
function copyTrend(): void {
  for (const theme of ['light', 'dark']) {
    const [drawn] = globSync(join(trend, 'trend', '*', '*', `latency.p50.${theme}.svg`));
    if (drawn === undefined) throw new Error(`${trend} holds no trend: run \`node scripts/demo-trend.ts\`.`);
    copyFileSync(drawn, join(pictures, `trend.${theme}.svg`));
  }
}

async function photograph(page: Page, source: string, name: string, height: number): Promise<void> {
  await page.setViewportSize({ width: 1000, height });
  await page.goto(pathToFileURL(source).href);
  await page.screenshot({ path: join(pictures, name) });
}

mkdirSync(pictures, { recursive: true });
await embedComment('README.md', 'comment', readFileSync(join(slower, 'comment.md'), 'utf8'));
await embedComment('docs/baselines.md', 'accepted', acceptedComment());
copyTrend();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  await photograph(page, join(slower, 'report.html'), 'report-fail.png', 1240);
  await photograph(page, join(trend, 'trend', 'index.html'), 'trend-page.png', 1100);
} finally {
  await browser.close();
}
