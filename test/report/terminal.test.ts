import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { GateEvent, Progress } from '../../src/model/progress.ts';
import { renderComment, renderEvent, renderProgressLine, renderTerminal } from '../../src/report/index.ts';
import { hostileInput } from '../support/hostile-input.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import {
  failInput,
  firstRunInput,
  inconclusiveInput,
  noSuccessInput,
  passInput,
} from '../support/report-inputs.ts';

const progress: Progress = {
  scenario: 'mixed',
  arm: 'candidate',
  position: 'pair 4 of up to 18',
  elapsedMs: 72_000,
  remainingMs: 108_000,
  ratePerSecond: 8,
  p50Ms: 41.2,
  p95Ms: 162,
  errors: 0,
};

/** A cell of the comment's table as a terminal has it. */
const plainCell = (cell: string): string =>
  cell
    .replaceAll('\u00A0', ' ')
    .replace(/\*\*|`/g, '')
    .replace(/ of (?=\w+ *$)/, ', ')
    .trim();

describe('the terminal', () => {
  test('has colours only where they are asked for, and the same text either way', () => {
    const plain = renderTerminal(failInput(), { colour: false, columns: 100 });
    const coloured = renderTerminal(failInput(), { colour: true, columns: 100 });
    expect(plain).toBe(stripVTControlCharacters(plain));
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  test.each([40, 60, 80, 120, 200])('keeps its lines within %d columns', (columns) => {
    const lines = renderTerminal(failInput(), { colour: false, columns }).split('\n');
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
    expect(lines.some((line) => /^✗ p50 latency, long/.test(line))).toBe(true);
  });

  test('shows the gated metrics where nothing changed', () => {
    expect(renderTerminal(passInput(), { colour: false, columns: 120 })).toMatch(
      /✓ p50 latency +16\.9 ms +16\.9 ms/,
    );
  });

  test.each([
    ['fails', failInput],
    ['has no base', firstRunInput],
    ['stays open', inconclusiveInput],
    ['had no success', noSuccessInput],
  ])('tells the sentence and the table of the comment: a run that %s', (_, makeInput) => {
    const comment = renderComment(makeInput()).split('<details>')[0] ?? '';
    const lines = renderTerminal(makeInput(), { colour: false, columns: 160 }).split('\n');
    expect(lines.join(' ')).toContain(makeInput().verdict.sentence);
    const rows = comment.match(/^\|.*\|$/gm)?.slice(2) ?? [];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const cells = row
        .split('|')
        .slice(1, -1)
        .map(plainCell)
        .filter((cell) => cell !== '');
      expect(
        lines.filter((line) => cells.every((cell) => line.includes(cell))),
        row,
      ).toHaveLength(1);
    }
  });

  test('tells who accepted a change, and why', () => {
    const input = failInput();
    const accepted = {
      pullRequest: 41,
      by: 'ada',
      why: 'It answers better.',
      acceptedAt: '2026-01-02T03:04:05Z',
    };
    const text = renderTerminal(
      { ...input, verdict: { ...input.verdict, accepted } },
      { colour: false, columns: 100 },
    );
    expect(text).toMatch(/^✗ Fail, accepted ticket-routing\n[^]*\nAccepted by @ada: It answers better\.\n/);
  });

  test('no word of a text is a command, even where a line of it begins', () => {
    const input = failInput();
    const sentence = 'word '.repeat(7) + '::error::owned '.repeat(20);
    for (const columns of [40, 41, 60, 100]) {
      const text = renderTerminal(
        { ...input, verdict: { ...input.verdict, sentence } },
        { colour: false, columns },
      );
      expect(text).not.toMatch(/^\s*::/m);
    }
  });

  test('writes no escape, no command of a workflow, and no text that runs backwards', () => {
    const text = renderTerminal(hostileInput(), { colour: false, columns: 120 });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    expect(text).not.toMatch(/^\s*::|##\[/m);
  });
});

describe('the progress line', () => {
  test('tells where the gate is, how long it may take, and what the server does', () => {
    expect(renderProgressLine(progress, { columns: 120 })).toBe(
      '[01:12 of 03:00] mixed  pair 4 of up to 18  candidate  8.0 req/s  p50 41.2 ms  p95 162 ms  0 errors',
    );
  });

  test('is cut at the width, so that a terminal can draw over it', () => {
    expect([...renderProgressLine(progress, { columns: 40 })]).toHaveLength(40);
  });

  test('has dashes before the first answer', () => {
    const line = renderProgressLine({ ...progress, p50Ms: null, p95Ms: null, errors: 1 }, { columns: 120 });
    expect(line).toContain('p50 –  p95 –  1 error');
  });
});

describe('events', () => {
  test.each<[GateEvent, string]>([
    [{ kind: 'note', text: 'no baseline yet' }, 'no baseline yet'],
    [{ kind: 'starting', arm: 'base', target: 'image a:1' }, 'base: starting image a:1'],
    [
      { kind: 'ready', arm: 'base', target: 'image a:1', readyMs: 842 },
      'base: ready after 842 ms (image a:1)',
    ],
    [{ kind: 'scenario', scenario: 'ramp', arm: 'base', text: '8 steps' }, 'ramp base: 8 steps'],
    [{ kind: 'scenario', scenario: 'mixed', text: 'up to 18 pairs' }, 'mixed: up to 18 pairs'],
    [{ kind: 'look', pairs: 8, text: 'measuring on' }, 'look after 8 pairs: measuring on'],
    [{ kind: 'verdict', verdict: 'pass', sentence: 'No change.' }, '✓ Pass: No change.'],
  ])('%j is one line', (event, expected) => {
    expect(renderEvent(event)).toBe(expected);
  });

  test.each(hostileTexts)('a note is never a command: $aim', ({ text }) => {
    expect(renderEvent({ kind: 'note', text })).not.toMatch(/\n|^\s*::|##\[|\p{Cc}/u);
  });
});
