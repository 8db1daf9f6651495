import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { renderTrendPage } from '../../src/report/trend-page.ts';
import { hostileInput, longInput } from '../support/hostile-input.ts';
import { trendOf } from '../support/hostile-trend.ts';
import { failInput } from '../support/report-inputs.ts';
import { scenariosInput } from '../support/scenario-inputs.ts';
import { isMissing, openPage } from './browser.ts';

interface Contrast {
  /** Luminance of the page. */
  page: number;
  words: number;
  labels: number;
  lines: number;
}

/** Drawing takes longer than showing: each page is drawn once. */
const fail = renderHtml(failInput());
const scenarios = renderHtml(scenariosInput());
const trend = renderTrendPage([trendOf({ count: 40, factor: (run) => (run < 20 ? 1 : 1.3) })], {});

describe.skipIf(isMissing)('a page in a browser', () => {
  test.each([
    ['scenarios', scenarios],
    ['trend', trend],
  ])('%s: the keyboard reaches every part in its order, and shows where it is', async (_, html) => {
    const { page, read, faults } = await openPage(html);
    const stops = await read<string[]>('stops');
    expect(stops.length).toBeGreaterThanOrEqual(3);
    const visited: string[] = [];
    for (const stop of stops) {
      await page.keyboard.press('Tab');
      const { name, isMarked } = await read<{ name: string; isMarked: boolean }>('focused');
      visited.push(name);
      expect(isMarked, stop).toBe(true);
    }
    expect(visited).toEqual(stops);
    expect(faults).toEqual([]);
  });

  test('Enter opens a folded table, and the arrow keys go through the times', async () => {
    const { page, read } = await openPage(fail);
    const summary = page.locator('summary', { hasText: 'Steps as a table' });
    const table = page.getByRole('region', { name: 'Steps of the ramp' });
    expect(await table.isVisible()).toBe(false);
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await table.isVisible()).toBe(true);
    const times = page.locator('.times input');
    await times.first().focus();
    await page.keyboard.press('ArrowRight');
    expect(await times.nth(1).isChecked()).toBe(true);
    expect(await read('style', '.times label:nth-of-type(2) .readout', 'clipPath')).toBe('none');
  });

  test('pointing at a time shows its blocks', async () => {
    const { page, read } = await openPage(fail);
    const readout = '.times label:nth-of-type(4) .readout';
    expect(await read('style', readout, 'clipPath')).not.toBe('none');
    await page.locator('.times label').nth(3).hover();
    expect(await read('style', readout, 'clipPath')).toBe('none');
    expect(await page.locator(readout).innerText()).toMatch(/ramp.*asked.*p50/s);
  });

  test.each([
    ['scenarios', scenarios],
    ['trend', trend],
  ])('%s: words and lines stand out from a light and from a dark page', async (_, html) => {
    const [light, dark] = await Promise.all(
      [false, true].map(async (isDark) =>
        (await openPage(html, { dark: isDark })).read<Contrast>('contrast'),
      ),
    );
    expect(light!.page).toBeGreaterThan(0.9);
    expect(dark!.page).toBeLessThan(0.05);
    for (const { words, labels, lines } of [light!, dark!]) {
      expect(words).toBeGreaterThanOrEqual(4.5);
      expect(labels).toBeGreaterThanOrEqual(4.5);
      expect(lines).toBeGreaterThanOrEqual(3);
    }
  });

  test.each([
    ['scenarios', scenarios],
    ['hostile', renderHtml(hostileInput())],
    ['long', renderHtml(longInput())],
    ['trend', trend],
  ])('%s: is as broad as a phone, with the drawings made for it', async (_, html) => {
    const { read, faults } = await openPage(html, { width: 360, height: 640 });
    expect(await read('sideways')).toBe(0);
    expect(await read('shown', '.broad svg')).toBe(0);
    expect(await read('shown', '.narrow svg')).toBeGreaterThan(0);
    await read('unfold');
    expect(await read('sideways')).toBe(0);
    expect(faults).toEqual([]);
  });
});
