import { expect, test } from 'vitest';
import type { ReportInput } from '../../src/model/report.ts';
import type { EdgeCases } from '../../src/model/edge-cases.ts';
import type { EdgeFinding } from '../../src/model/verdict.ts';
import {
  renderComment,
  renderJUnit,
  renderResultJson,
  renderSummary,
  renderTerminal,
} from '../../src/report/index.ts';
import { isQuiet } from '../../src/report/comment.ts';
import { renderHtml } from '../../src/report/html.ts';
import { hostileTexts } from '../support/hostile-text.ts';
import { passInput } from '../support/report-inputs.ts';

const alone = { attempted: 30, failed: 0, medianMs: 5 };

const edgeCases = (name = 'control-characters', example = 'HTTP 500: oh'): EdgeCases => ({
  before: alone,
  after: alone,
  cases: [
    {
      name,
      expect: ['2xx', '4xx'],
      rounds: [{ answers: { 500: 3 }, before: alone, during: [{ ...alone, medianMs: 7 }], valid: true }],
      example,
    },
    { name: 'malformed-json', expect: ['4xx'], skipped: 'the request has no body', rounds: [] },
  ],
});

const finding: EdgeFinding = {
  case: 'control-characters',
  kind: 'unexpected-answer',
  inBase: false,
  gated: false,
  message: 'control-characters was answered 500 (3 of 3), expected 2xx or 4xx',
};

function inputWith(findings: EdgeFinding[], sent = edgeCases()): ReportInput {
  const input = passInput();
  return {
    ...input,
    verdict: { ...input.verdict, edgeCases: findings },
    candidate: { ...input.candidate, edgeCases: sent },
  };
}

const terminal = (input: ReportInput) =>
  renderTerminal(input, { colour: false, columns: 300 }).replaceAll('\n  ', ' ');

test('a finding is told above the fold of the comment, in the summary, at the terminal and on the page', () => {
  const input = inputWith([finding]);
  expect(isQuiet(input)).toBe(false);
  for (const text of [renderComment(input), renderSummary(input), terminal(input)])
    expect(text).toContain(
      `Edge cases: 1 sent, 1 finding, of which these do not fail the gate: ${finding.message}.`,
    );
  const page = renderHtml(input);
  expect(page).toContain('<h2>Edge cases</h2>');
  expect(page).toContain('HTTP 500: oh');
  expect(JSON.parse(renderResultJson(input))).toMatchObject({ edgeCases: [finding] });
});

test('what fails the gate is a failed test case, and what does not is none', () => {
  expect(renderJUnit(inputWith([finding]))).toContain('<testcase classname="edge cases" name="harm"/>');
  const failed = renderJUnit(inputWith([{ ...finding, gated: true }]));
  expect(failed).toContain('name="control-characters: unexpected-answer"><failure');
});

test('without a finding a quiet comment stays quiet, with every case and its answers below the fold', () => {
  const input = inputWith([]);
  expect(isQuiet(input)).toBe(true);
  const comment = renderComment(input);
  expect(comment).toContain('Edge cases (0 findings)');
  expect(comment).toContain('500 (3); HTTP 500: oh');
  expect(comment).toContain('not sent: the request has no body');
  expect(terminal(input)).toContain('Edge cases: 1 sent, nothing found.');
});

test('a report without edge cases says nothing of them', () => {
  const input = passInput();
  for (const text of [renderComment(input), terminal(input), renderHtml(input), renderResultJson(input)])
    expect(text).not.toMatch(/edge.?case/i);
});

test.each(hostileTexts)('what a hostile server answers stays text: $aim', ({ text }) => {
  const input = inputWith([{ ...finding, message: text }], edgeCases('own-case', text));
  expect(renderHtml(input)).not.toMatch(/<(script|img|svg onload)/);
  expect(renderComment(input)).not.toMatch(/<(script|img|svg|style)/i);
  expect(terminal(input).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
});
