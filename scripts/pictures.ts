/**
 * Draws what README and docs show, never by hand, from real runs that are kept in docs/pictures/runs: the comment of the slower
 * build of `npm run demo` goes into the README as it was written, and into docs/baselines.md as it is when it is accepted; its
 * comment and its check as GitHub shows them, its report and the trend become pictures in docs/pictures.
 *
 * `node scripts/pictures.ts`           draws all of them anew; needs Chromium (SLUICE_CHROMIUM, else that on the PATH)
 * `node scripts/pictures.ts --keep`    first keeps the runs of the last `npm run demo` and `node scripts/demo-trend.ts` instead
 * `node scripts/pictures.ts --check`   fails where they are older than what draws them; needs no browser
 */
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { format, resolveConfig } from 'prettier';
import { chromiumArguments, findChromium } from './chromium.ts';
import { photographGithub, type GithubPage } from './github-page.ts';
import { fingerprintsOf, keptRuns, pictureSources, type PictureSources } from './picture-sources.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'pictures');
const fingerprintFile = join(folder, 'drawn-from.json');
/** In pixels: what is shown of it. */
const heights = { comment: 1100, check: 672, 'report-fail.png': 1240, 'trend-page.png': 1100 } as const;

const [argument] = process.argv.slice(2);

function keepRuns(): void {
  const demo = join(root, 'out', 'demo');
  rmSync(keptRuns, { recursive: true, force: true });
  for (const name of ['run-base.json', 'run-candidate.json'])
    cpSync(join(demo, 'slower', name), join(keptRuns, name));
  cpSync(join(demo, 'trend', 'baselines'), join(keptRuns, 'baselines'), { recursive: true });
  // Commands name the folder that they were run in, which is nobody's business.
  for (const entry of readdirSync(keptRuns, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`${root}/`, ''));
    }
}

/** A page with the comment, as a quotation, between the marks `<!-- NAME: ... -->` and `<!-- /NAME -->`. */
async function quoted({ page, name, comment }: PictureSources['quotes'][number]): Promise<string> {
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
  return format(filled, { ...(await resolveConfig(file)), filepath: file });
}

/** Every text file that the pictures consist of or stand beside, by its path. */
async function textFiles(sources: PictureSources): Promise<[path: string, text: string][]> {
  return [
    ...(await Promise.all(
      sources.quotes.map(async (quote): Promise<[string, string]> => [
        join(root, quote.page),
        await quoted(quote),
      ]),
    )),
    ...Object.entries(sources.drawings).map(([name, svg]): [string, string] => [join(folder, name), svg]),
    [fingerprintFile, `${JSON.stringify(fingerprintsOf(sources), null, 2)}\n`],
  ];
}

async function check(): Promise<void> {
  const stale = (await textFiles(await pictureSources())).filter(
    ([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text,
  );
  if (stale.length === 0) return;
  console.error(
    `What draws the pictures has changed since they were drawn: ${stale.map(([path]) => path.slice(root.length + 1)).join(', ')}. Run: node scripts/pictures.ts`,
  );
  process.exitCode = 1;
}

async function photograph(browser: Browser, { github, pages }: PictureSources): Promise<void> {
  // What a reviewer sees on the pull request: the bot's comment, and the check with its summary.
  for (const [name, page] of Object.entries(github) as ['comment' | 'check', GithubPage][])
    await photographGithub(browser, { folder, name, height: heights[name] }, page);
  for (const [name, html] of Object.entries(pages) as [keyof typeof pages, string][]) {
    // The content policy of a page stays with its window.
    const page = await browser.newPage({ viewport: { width: 1000, height: heights[name] } });
    await page.setContent(html);
    await page.screenshot({ path: join(folder, name) });
    await page.close();
  }
}

async function draw(sources: PictureSources): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium is needed: SLUICE_CHROMIUM names it.');
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    await photograph(browser, sources);
  } finally {
    await browser.close();
  }
  // Last: where a picture could not be taken, it is still told as stale.
  for (const [path, text] of await textFiles(sources)) writeFileSync(path, text);
}

if (argument === '--check') await check();
else {
  if (argument === '--keep') keepRuns();
  await draw(await pictureSources());
}
