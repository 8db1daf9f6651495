import { describe, expect, test } from 'vitest';
import { documentOf, showOnGithub } from '../../scripts/github-page.ts';
import { renderComment, renderErrorComment } from '../../src/report/index.ts';
import { hostileInput } from '../support/hostile-input.ts';
import {
  failInput,
  firstRunInput,
  inconclusiveInput,
  invalidInput,
  noSuccessInput,
  passInput,
} from '../support/report-inputs.ts';
import { scenariosInput } from '../support/scenario-inputs.ts';
import { isMissing, openPage, type OpenedPage } from './browser.ts';

const comments: [name: string, markdown: string][] = [
  ['pass', renderComment(passInput())],
  ['fail', renderComment(failInput())],
  ['inconclusive', renderComment(inconclusiveInput())],
  ['invalid', renderComment(invalidInput())],
  ['first run', renderComment(firstRunInput())],
  ['no success', renderComment(noSuccessInput())],
  ['scenarios', renderComment(scenariosInput())],
  ['hostile', renderComment(hostileInput())],
  [
    'error',
    renderErrorComment('tickets', {
      code: 'container-exited',
      fact: 'The container exited with code 1 after 2 s.',
      remedy: 'Read its last log lines.',
      evidence: ['Traceback'],
    }),
  ],
];
const pages = comments.map(([, markdown]) => ({ bar: 'commented', markdown }));

/** What fits on a usual screen below the bars of browser and site, at the breadth of a comment. */
const screenPixels = 1000;

const blank = '<!DOCTYPE html><title>GitHub</title>';
const heightsOf = ({ read }: OpenedPage) => read<number[]>('heights', '.frame');

describe.skipIf(isMissing)('the comment on the page of a pull request', () => {
  test('fits on a screen, whatever it tells, and draws its picture', async () => {
    const opened = await openPage(blank);
    await showOnGithub(opened.page, pages, 'light');
    const heights = await heightsOf(opened);
    for (const [index, [name]] of comments.entries()) {
      // What no run of a user has: every scenario, and a hostile text in each place.
      const isTypical = name !== 'scenarios' && name !== 'hostile';
      expect(heights[index], name).toBeLessThanOrEqual(isTypical ? screenPixels : 2 * screenPixels);
    }
    const drawn = await opened.read<number[]>('counts', '.frame', '.mermaid svg');
    const asked = comments.map(([, markdown]) => markdown.match(/^```mermaid$/gm)?.length ?? 0);
    expect(drawn).toEqual(asked);
    expect(asked).toContain(1);
    expect(opened.faults).toEqual([]);
  });

  test('has one mark a row, and no picture letters', async () => {
    const typical = pages.filter((_, index) => comments[index]?.[0] !== 'hostile');
    const { read, page } = await openPage(documentOf(typical));
    const cells = await read<string[]>('texts', '.body > table:has(th:first-child:empty) td');
    expect(cells.length).toBeGreaterThan(50);
    const marks = cells.filter((cell) => /[✓✗]|^[~?]$/.test(cell));
    expect(marks).toHaveLength(cells.length / 8);
    // Our own marks are letters of fonts, not pictures.
    expect((await page.locator('body').innerText()).replace(/[✓✗]/g, '')).not.toMatch(
      /\p{Emoji_Presentation}/u,
    );
  });

  test('is as broad as a phone, and its tables scroll by themselves', async () => {
    const { page, read } = await openPage(blank, { width: 360, height: 640 });
    await showOnGithub(page, pages, 'dark');
    expect(await read('sideways')).toBe(0);
  });

  test('as an e-mail, which draws no picture, holds its short source with a word that explains it', async () => {
    const { read } = await openPage(documentOf(pages));
    const sources = await read<string[]>('texts', 'code.language-mermaid');
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(source.trim().split('\n').length).toBeLessThanOrEqual(12);
      expect(source).toContain('Drawn as a chart on the page of the pull request; this is its source.');
    }
  });
});
