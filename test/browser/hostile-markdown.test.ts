import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../src/report/escape.ts';
import {
  renderComment,
  renderErrorComment,
  renderJointComment,
  renderReleaseNotes,
  renderSummary,
} from '../../src/report/index.ts';
import { renderTrendMarkdown } from '../../src/report/trend-markdown.ts';
import { everyText, oneTextIn } from '../support/hostile-corpus.ts';
import { inputOfText } from '../support/hostile-input.ts';
import { trendOfText } from '../support/hostile-trend.ts';
import { isMissing, openPage } from './browser.ts';

interface ReadMarkdown {
  skeleton: string;
  references: string[];
  links: string[];
}

/** Every form of markdown, with one text wherever a text comes from outside. */
const forms: [name: string, texts: readonly string[], render: (text: string) => string][] = [
  ['comment', oneTextIn(8), (text) => renderComment(inputOfText(text))],
  // Put together from what the comment is made of.
  ['summary', oneTextIn(32), (text) => renderSummary(inputOfText(text))],
  ['notes of a release', oneTextIn(32), (text) => renderReleaseNotes(inputOfText(text)).section],
  [
    'comment of an error',
    everyText,
    (text) => {
      const error = { code: 'container-exited', fact: text, remedy: text, evidence: [text, text] } as const;
      return renderErrorComment(text, { ...error, evidence: [text, text], location: text }, text);
    },
  ],
  [
    'comment of several suites',
    everyText,
    (text) =>
      renderJointComment([
        {
          suite: text,
          verdict: 'fail',
          sentence: text,
          summary: 'words',
          url: 'https://github.com/o/r/runs/1',
        },
        { suite: `${text} `, verdict: 'pass', sentence: text, summary: '' },
      ]),
  ],
  ['TREND.md', oneTextIn(5), (text) => renderTrendMarkdown([trendOfText(text), trendOfText(text)], {})],
];

/** Where two trees part. */
function difference(expected: string, received: string): string[] {
  if (expected === received) return [];
  const at = [...expected].findIndex((sign, index) => sign !== received[index]);
  return [`${received.slice(Math.max(0, at - 60), at + 60)} instead of ${expected.slice(at, at + 60)}`];
}

test('the corpus holds at least 200 texts, each once', () => {
  expect(everyText.length).toBeGreaterThanOrEqual(200);
  expect(new Set(everyText).size).toBe(everyText.length);
});

describe.skipIf(isMissing)('in markdown as GitHub renders it', () => {
  test.each(forms)(
    '%s: a text from outside adds no element and refers to nothing',
    async (_, texts, render) => {
      const { read } = await openPage('<!DOCTYPE html><title>markdown</title>');
      const markdown = ['word', ...texts].map(render);
      const pages = markdown.map((text) => marked.parse(text, { async: false }));
      const documents = await read<ReadMarkdown[]>('all', 'markdown', pages);
      const [plain] = documents as [ReadMarkdown];
      const faults = documents.flatMap(({ skeleton, references, links }, index) => {
        const text = texts[index - 1] ?? 'word';
        // Lines with nothing to see are left out, and long sections where a bound is reached.
        const isWhole = cleanText(text) !== '' && !markdown[index]?.includes(' left out');
        const found = [
          ...references,
          ...links.filter((link) => !plain.links.includes(link)),
          ...(isWhole ? difference(plain.skeleton, skeleton) : []),
        ];
        return found.map((fault) => `${JSON.stringify(text.slice(0, 80))}: ${fault}`);
      });
      expect(faults).toEqual([]);
    },
  );
});
