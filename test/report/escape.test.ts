import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanText,
  commentMarker,
  escapeHtml,
  escapeMarkdown,
  escapeTerminal,
  markdownBlock,
  markdownCode,
  mermaidLabel,
  safeUrl,
} from '../../src/report/escape.ts';
import { hostileTexts } from '../support/hostile-text.ts';

/** Word joiners are ours; without them a text is easier to read in an expectation. */
const shown = (text: string): string => text.replaceAll('\u2060', '·');
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(...hostileTexts.map(({ text }) => text)),
);

describe('escapeMarkdown', () => {
  test.each([
    ['plain p95 is 14 % slower.', 'plain p95 is 14 % slower.'],
    ['ping @octocat', 'ping @·octocat'],
    ['fixes #123 and GH-45', 'fixes #·123 and GH-·45'],
    ['at 3f0c7d9a5b', 'at 3f0c7d·9a5b'],
    ['at abcdefa and 12345678901234', 'at abcdef·a and 123456·789012·34'],
    ['GHSA-jfh8-c2jp-5v3q', 'GHSA-·jfh8-c2jp-5v3q'],
    ['https://evil.example', 'https:·//evil.example'],
    ['www.evil.example', 'www·.evil.example'],
    ['[a](b)', '\\[a\\](b)'],
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['a|b', 'a&#124;b'],
    ['a\\|b', 'a\\\\&#124;b'],
    ['`x`', '&#96;x&#96;'],
    ['*a* _b_ ~c~', '\\*a\\* \\_b\\_ \\~c\\~'],
    ['$x$', '&#36;x&#36;'],
    [':tada:', ':·tada:'],
    ['a:tada', 'a:·tada'],
    ['sluice.yml:12', 'sluice.yml:12'],
    ['1.', '·1.'],
    ['# heading', '·# heading'],
    ['- item', '·- item'],
    ['1. item', '·1. item'],
    ['a\n# b', 'a # b'],
  ])('%j becomes %j', (text, expected) => {
    expect(shown(escapeMarkdown(text))).toBe(expected);
  });

  test.each(hostileTexts)('leaves no sign that GitHub acts on: $aim', ({ text }) => {
    const escaped = escapeMarkdown(text);
    expect(escaped).not.toMatch(/[<>|`$\n\r]/);
    expect(escaped).not.toMatch(/(?<!\\)(?:\\\\)*[*_[\]~^]/);
    expect(escaped).not.toMatch(/@\w|(?<!&)#\w|:\/\/|www\.|GH-\d|mailto:\w|:[\w+-]+:/);
    expect(escaped).not.toMatch(/[\p{Cc}\u061C\u200B-\u200F\u202A-\u202E\u2066-\u2069]/u);
    expect(escaped.length).toBeLessThan(3000);
  });
});

describe('cleanText', () => {
  test('is one line of visible characters within its bound, whatever comes in', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 80 }), (text, maximum) => {
        const cleaned = cleanText(text, maximum);
        expect([...cleaned].length).toBeLessThanOrEqual(maximum);
        expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(cleaned.isWellFormed()).toBe(true);
      }),
    );
  });

  test('keeps letters of every script, and shows where it cut', () => {
    expect(cleanText('длинный 長い طويل é', 60)).toBe('длинный 長い طويل é');
    expect(cleanText('abcdef', 4)).toBe('abc…');
    expect(cleanText('abcd', 4)).toBe('abcd');
  });
});

describe('names and blocks', () => {
  test('a name is a code span, or escaped code where a code span could be left', () => {
    expect(markdownCode('long')).toBe('`long`');
    expect(markdownCode('@octocat')).toBe('`@octocat`');
    expect(shown(markdownCode('a`b|c'))).toBe('<code>a&#96;b&#124;c</code>');
    expect(markdownCode(' \u200B')).toBe('(empty)');
  });

  test.each(hostileTexts)('a name stays within one table cell: $aim', ({ text }) => {
    expect(markdownCode(text)).not.toMatch(/[|\n]/);
  });

  test('a fence is longer than any run of backticks in it', () => {
    expect(markdownBlock('echo ```` x', 'sh')).toBe('`````sh\necho ```` x\n`````');
  });

  test('a Mermaid label keeps letters and digits only', () => {
    expect(mermaidLabel('%%{init}%% "] end; long-1')).toBe('init end long-1');
    expect(mermaidLabel('"')).toBe('unnamed');
  });
});

describe('escapeHtml', () => {
  test.each(hostileTexts)('leaves no markup and no character that XML forbids: $aim', ({ text }) => {
    const escaped = escapeHtml(text);
    expect(escaped).not.toMatch(/[<>"']/);
    expect(escaped).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
    expect(escaped).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/);
  });
});

describe('escapeTerminal', () => {
  test.each(hostileTexts)('gives a log no command and a terminal no escape: $aim', ({ text }) => {
    const escaped = escapeTerminal(text);
    expect(escaped).not.toMatch(/^\s*::|##\w*\[/);
    expect(escaped).not.toMatch(/\p{Cc}/u);
  });
});

describe('commentMarker', () => {
  test('is the plain name for a plain suite', () => {
    expect(commentMarker('ticket-routing')).toBe('<!-- sluice:suite=ticket-routing -->');
  });

  test.each(hostileTexts)('is one HTML comment that nothing ends early: $aim', ({ text }) => {
    const inner = commentMarker(text).slice('<!-- '.length, -' -->'.length);
    expect(inner).toMatch(/^sluice:suite=[\w%.!~*'()-]*$/);
    expect(inner).not.toContain('--');
  });
});

describe('safeUrl', () => {
  test.each([
    ['https://github.com/o/r/actions/runs/1', 'https://github.com/o/r/actions/runs/1'],
    ['https://e.example/a)b<c> [d]', 'https://e.example/a%29b%3Cc%3E%20%5Bd%5D'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['no url', undefined],
    [undefined, undefined],
  ])('%j becomes %j', (url, expected) => {
    expect(safeUrl(url)).toBe(expected);
  });
});
