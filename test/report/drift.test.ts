import { describe, expect, test } from 'vitest';
import type { Drift } from '../../src/model/history.ts';
import type { ReportInput } from '../../src/model/report.ts';
import { renderComment, renderResultJson, renderSummary, renderTerminal } from '../../src/report/index.ts';
import { renderHtml } from '../../src/report/html.ts';
import { isQuiet } from '../../src/report/comment.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { passInput } from '../support/report-inputs.ts';

const drift = (change: Partial<Drift> = {}): Drift => ({
  id: 'latency.p95',
  class: 'all',
  release: 'v1.2',
  effect: 0.48,
  interval: [0.4, 0.57],
  beyond: true,
  ...change,
});
const still = drift({ id: 'latency.p50', effect: 0.02, interval: [-0.1, 0.15], beyond: false });
const inputWith = (...changes: Drift[]): ReportInput => {
  const input = passInput();
  return { ...input, verdict: { ...input.verdict, drift: changes } };
};
const line = 'Since v1.2, all changes together: p95 latency +48 % (95 % interval +40 to +57 %).';
const terminal = (input: ReportInput) => renderTerminal(input, { colour: false, columns: 200 });
const plainHtml = (input: ReportInput) => renderHtml(input).replaceAll('\u00A0', ' ');

describe('the drift since a release', () => {
  test('is one line of comment, summary, terminal and page', () => {
    const input = inputWith(drift(), still);
    expect(isQuiet(input)).toBe(false);
    for (const text of [
      renderComment(input),
      renderSummary(input),
      terminal(input).replaceAll('\n  ', ' '),
      plainHtml(input),
    ])
      expect(text).toContain(line);
  });

  test('within the tolerance keeps a quiet comment quiet, and is told below the fold', () => {
    const input = inputWith(still);
    expect(isQuiet(input)).toBe(true);
    const told = 'Since the release v1.2: p50 latency +2.0 % (95 % interval -10 to +15 %).';
    expect(renderComment(input)).toContain(told);
    expect(plainHtml(input)).toContain(told);
    expect(terminal(input)).not.toContain('v1.2');
  });

  test('names the worst three, all requests before single classes', () => {
    const classes = ['a', 'b', 'c'].map((name, i) =>
      drift({ id: 'latency.p50', class: name, effect: 0.6 + i / 10 }),
    );
    const text = terminal(inputWith(...classes, drift())).replaceAll('\n  ', ' ');
    expect(text).toMatch(
      /together: p95 latency \+48 %.*, p50 latency of c \+80 %.*, p50 latency of b .*, 1 more\./,
    );
  });

  test('is in the JSON in a stable order', () => {
    const json = JSON.parse(renderResultJson(inputWith(drift()))) as { drift: object[] };
    expect(Object.entries(json.drift[0]!)).toEqual(Object.entries(drift()));
  });

  test.each(hostileTexts)('is escaped: $aim', ({ text }) => {
    const hostile = inputWith(drift({ release: text, class: text }));
    const comment = renderComment(hostile);
    expect(comment).not.toMatch(/<(script|img|svg|style)/i);
    expect(terminal(hostile).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
  });
});
