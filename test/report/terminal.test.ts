import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { GateEvent, Progress } from '../../src/model/progress.ts';
import { renderEvent, renderProgressLine, renderTerminal } from '../../src/report/index.ts';
import { hostileInput } from '../support/hostile-input.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { failInput, passInput } from '../support/report-inputs.ts';

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

  test('writes no escape, no command of a workflow, and no text that runs backwards', () => {
    const text = renderTerminal(hostileInput(), { colour: false, columns: 120 });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    expect(text).not.toMatch(/^\s*::|##\[/m);
  });
});

describe('the progress line', () => {
  test('tells where the gate is, how long it may take, and what the server does', () => {
    expect(renderProgressLine(progress, { columns: 120 })).toBe(
      '[01:12 / 03:00] mixed  pair 4 of up to 18  candidate  8.0 req/s  p50 41.2 ms  p95 162 ms  0 errors',
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
