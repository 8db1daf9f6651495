/**
 * Draws what the README shows from the last `npm run demo`, never by hand: the comment of the slower build goes into the
 * README as it was written, its report becomes docs/pictures/report-fail.png. Needs Chromium (CHROMIUM, default /usr/bin/chromium).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '..');
const slower = join(root, 'out', 'demo', 'slower');

async function embedComment(): Promise<void> {
  const comment = readFileSync(join(slower, 'comment.md'), 'utf8');
  // One screen: what is folded in the comment stays out of the README.
  const shown = comment
    .slice(comment.indexOf('\n') + 1, comment.indexOf('<details>'))
    .trim()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
  const file = join(root, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const section = /(<!-- comment: from npm run demo -->\n)[\s\S]*?(<!-- \/comment -->)/;
  if (!section.test(readme)) throw new Error('README.md has no section for the comment.');
  const filled = readme.replace(section, (_, start: string, end: string) => `${start}\n${shown}\n\n${end}`);
  writeFileSync(file, await format(filled, { ...(await resolveConfig(file)), filepath: file }));
}

async function photographReport(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 1240 } });
    await page.goto(pathToFileURL(join(slower, 'report.html')).href);
    mkdirSync(join(root, 'docs', 'pictures'), { recursive: true });
    await page.screenshot({ path: join(root, 'docs', 'pictures', 'report-fail.png') });
  } finally {
    await browser.close();
  }
}

await embedComment();
await photographReport();
