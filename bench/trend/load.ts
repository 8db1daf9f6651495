/**
 * `node bench/trend/load.ts [RUNS]`: how large the trend page of so many runs (default 1,000) of a streaming server is, how long
 * it takes to make, and how long a browser takes to show it. Needs Chromium (SLUICE_CHROMIUM, else that on the PATH).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from '../../scripts/chromium.ts';
import { renderTrendFiles } from '../../src/report/index.ts';
import { trendOf } from '../../test/support/hostile-trend.ts';

const count = Number(process.argv[2] ?? 1000);
const rounds = 5;

async function timed<T>(work: () => T | Promise<T>): Promise<[result: T, tookMs: number]> {
  const startedAtMs = performance.now();
  return [await work(), Math.round(performance.now() - startedAtMs)];
}

const factor = (run: number) => 1 + (run > 0.3 * count ? 0.15 : 0) + (run > 0.7 * count ? 0.2 : 0);
const [trend, judgedMs] = await timed(() => trendOf({ count, factor, streams: true }));
const links = { repositoryUrl: 'https://github.com/owner/name' };
const [files, drawnMs] = await timed(() => renderTrendFiles([trend], links));
const html = files.find(({ path }) => path.endsWith('.html'))?.text ?? '';

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('Chromium is needed: SLUICE_CHROMIUM names it.');
const folder = mkdtempSync(join(tmpdir(), 'sluice-trend-page-'));
const browser = await chromium.launch({ executablePath, args: chromiumArguments });
try {
  const file = join(folder, 'index.html');
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  const loads: { loadMs: number; firstPaintMs: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [, loadMs] = await timed(() => page.goto(pathToFileURL(file).href));
    const firstPaintMs = await page.evaluate<number>(
      'new Promise((done) => requestAnimationFrame(() => done(Math.round(performance.getEntriesByType("paint")[0]?.startTime ?? 0))))',
    );
    loads.push({ loadMs, firstPaintMs });
  }
  const kilobytes = (bytes: number) => Math.round(bytes / 1000);
  console.log({
    runs: count,
    charts: trend.series.length,
    kilobytes: kilobytes(html.length),
    packedKilobytes: kilobytes(gzipSync(html).length),
    changePointsMs: judgedMs,
    drawnMs,
    loads,
  });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
