import { describe, expect, test } from 'vitest';
import { drawChart } from '../../src/report/charts/svg.ts';
import { cleanText } from '../../src/report/escape.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJUnit } from '../../src/report/index.ts';
import { markup, name, prose, sentence } from '../../src/report/markup.ts';
import { pageDocument } from '../../src/report/page-document.ts';
import { figure, pageTable } from '../../src/report/page-parts.ts';
import { renderTrendPage } from '../../src/report/trend-page.ts';
import { trendPictures } from '../../src/report/trend-pictures.ts';
import { everyText, oneTextIn } from '../support/hostile-corpus.ts';
import { inputOfText } from '../support/hostile-input.ts';
import { trendOfText } from '../support/hostile-trend.ts';
import { isMissing, openPage } from './browser.ts';

/** The policy of the page would stop what runs; here only the escaping may. */
const withoutPolicy = true;

/** Each text once in every way that a page can hold one. */
const everyWay = (all: readonly string[]): string =>
  pageDocument({
    title: all[0] ?? '',
    style: '',
    body: [
      ...all.map(
        (text, index) =>
          markup`<section><p>${text}</p>${sentence(text)} ${prose(text)} ${name(text)}${pageTable([{ head: text }], [[text, name(text)]], text)}${figure(labelled(text, index), markup`${text}`)}</section>`,
      ),
    ],
  });

/** A drawing of labels only: of its texts, one in twenty is drawn, since drawing is slow. */
const labelled = (text: string, index: number) =>
  index % 20 === 0
    ? drawChart({
        id: `chart-${index}`,
        description: text,
        width: 400,
        height: 100,
        notes: [{ lines: [text, text] }],
        option: {
          grid: {},
          xAxis: { type: 'category', name: cleanText(text, 40), data: [cleanText(text, 40)] },
          yAxis: {},
          series: [{ type: 'scatter', data: [[0, 1]] }],
        },
      })
    : undefined;

describe.skipIf(isMissing)('on a page', () => {
  test('every text is read as itself, in every way that a page can hold one', async () => {
    const { read, show, faults } = await openPage(everyWay(everyText), { withoutPolicy });
    expect(await read('texts', 'section > p')).toEqual(everyText.map((text) => cleanText(text)));
    expect(await read('texts', 'section > bdi')).toEqual(
      everyText.map((text) => cleanText(text, 60) || '(empty)'),
    );
    const kinds = await read<string[]>('kinds');
    await read('provoke');
    expect(await read('calls')).toBe(0);
    expect(faults).toEqual([]);
    await show(everyWay(['a `word`']));
    expect(await read('kinds')).toEqual(expect.arrayContaining(kinds));
  });

  test('nothing runs, loads or stands where it should not in the report', async () => {
    const { read, show, faults } = await openPage(renderHtml(inputOfText('a `word`')), { withoutPolicy });
    const expected = new Set(await read<string[]>('kinds'));
    for (const text of oneTextIn(128)) {
      await show(renderHtml(inputOfText(text)));
      expect((await read<string[]>('kinds')).filter((kind) => !expected.has(kind))).toEqual([]);
      await read('provoke');
      expect(await read('calls')).toBe(0);
    }
    expect(faults).toEqual([]);
  });

  test('nor in the trend page and its pictures', async () => {
    const { read, show, faults } = await openPage(renderTrendPage([trendOfText('word')], {}), {
      withoutPolicy,
    });
    const expected = await read<string>('skeleton');
    const [drawn] = trendPictures(trendOfText('word'));
    const picture = await read<string>('xml', drawn?.text);
    for (const text of oneTextIn(96)) {
      await show(renderTrendPage([trendOfText(text)], {}));
      expect(await read('skeleton')).toBe(expected);
      await read('provoke');
      expect(await read('calls')).toBe(0);
      expect(await read('xml', trendPictures(trendOfText(text))[0]?.text)).toBe(picture);
    }
    expect(faults).toEqual([]);
  });

  test('JUnit stays XML, with the same cases whatever they are called', async () => {
    const { read } = await openPage('<!DOCTYPE html><title>XML</title>');
    const [expected, ...trees] = await read<string[]>(
      'all',
      'xml',
      ['word', ...oneTextIn(6)].map((text) => renderJUnit(inputOfText(text))),
    );
    expect(expected).toMatch(/^\(testsuites/);
    expect(new Set(trees)).toEqual(new Set([expected]));
  });
});
