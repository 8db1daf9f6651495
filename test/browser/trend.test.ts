import { describe, expect, test } from 'vitest';
import type { Trend } from '../../src/model/trend.ts';
import { renderTrendPage } from '../../src/report/trend-page.ts';
import { trendOf } from '../support/hostile-trend.ts';
import { isMissing, openPage } from './browser.ts';

/** Twenty runs with a step that was accepted, after a release; on another machine twelve without any. */
function trends(): Trend[] {
  const accepted = { pullRequest: 41, by: 'ada', why: 'better answers', acceptedAt: '2026-01-02T03:04:05Z' };
  return [
    trendOf({
      count: 20,
      factor: (run) => (run < 12 ? 1 : 1.3),
      change: (index, run) => ({
        ...run,
        ...(index === 3 ? { release: 'v1.0' } : {}),
        ...(index === 12 ? { accepted } : {}),
      }),
    }),
    trendOf({ count: 12, environment: { fingerprint: 'aa11', cpuModel: 'Xeon' } }),
  ];
}

interface ToldMark {
  words: string[];
  link: string | null;
  x: number;
  y: number;
}

const links = { repositoryUrl: 'https://github.com/owner/name' };

describe.skipIf(isMissing)('the trend page in a browser', () => {
  test('has a dot a run at its value, which tells commit and image and leads to the commit', async () => {
    const all = trends();
    const opened = await openPage(renderTrendPage(all, links));
    for (const [index, { runs, series }] of all.entries()) {
      for (const { id, values } of series) {
        const chart = `trend-${index}-${id.replace('.', '-')}`;
        const told = await opened.read<ToldMark[]>('told', chart);
        expect(told, chart).toHaveLength(runs.length);
        for (const [run, { words, link, x, y }] of told.entries()) {
          const { commit = '', digest = '' } = runs[run]!;
          const value = (values[run] ?? NaN) * (id === 'error-rate' ? 100 : 1);
          expect(x).toBeCloseTo(run, 1);
          expect(Math.abs(y - value)).toBeLessThanOrEqual(0.01 * Math.max(value, 1));
          expect(words.join(' ')).toContain(`commit ${commit.slice(0, 9)}`);
          expect(words.join(' ')).toContain(digest.slice(0, 19));
          expect(link).toBe(`https://github.com/owner/name/commit/${commit}`);
        }
      }
    }
    expect(opened.faults).toEqual([]);
  });

  test('shows the step with its size and who accepted it, and keeps machines apart', async () => {
    const { page, read } = await openPage(renderTrendPage(trends(), links));
    const step = page.locator('#trend-0-latency-p50 text', { hasText: /^\+\d+ %$/ });
    expect(await step.count()).toBe(1);
    expect(await page.locator('#trend-1-latency-p50 text', { hasText: /^[+-]\d+ %$/ }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Accepted regressions' }).innerText()).toMatch(
      /ada.*better answers/s,
    );
    expect(await page.locator('title', { hasText: 'accepted by ada in pull request 41' }).count()).toBe(5);
    expect(await page.locator('title', { hasText: 'release v1.0' }).count()).toBe(5);
    expect(await read<string[]>('texts', 'nav a')).toEqual(['tickets', 'tickets']);
    await page.locator('nav a').nth(1).click();
    expect(await page.locator('#trend-1').innerText()).toContain('Xeon');
  });

  test('draws the same on a phone', async () => {
    const { read } = await openPage(renderTrendPage(trends(), links), { width: 360, height: 640 });
    const dots = (chart: string) => read('shown', `#${chart} path[d^="M1 0A1 1"]`);
    expect(await dots('trend-0-latency-p50-narrow')).toBe(20);
    expect(await dots('trend-0-latency-p50')).toBe(0);
  });
});
