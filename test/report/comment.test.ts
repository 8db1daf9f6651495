import { describe, expect, test } from 'vitest';
import type { ReportInput } from '../../src/model/report.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderComment, renderErrorComment, renderSummary } from '../../src/report/index.ts';
import { hostileInput, longInput } from '../support/hostile-input.ts';
import { failInput, firstRunInput, invalidInput, passInput } from '../support/report-inputs.ts';

const aboveFold = (comment: string): string => comment.split('<details>')[0] ?? '';

describe('the comment', () => {
  test('begins with the hidden marker of its suite', () => {
    expect(renderComment(passInput()).split('\n')[0]).toBe('<!-- sluice:suite=ticket-routing -->');
  });

  test('is one line above one fold when nothing changed', () => {
    const comment = renderComment(passInput());
    expect(aboveFold(comment).trim().split('\n')).toHaveLength(2);
    expect(comment.match(/<details>/g)).toHaveLength(1);
    expect(comment).not.toContain('mermaid');
  });

  test('names regressed metrics first, with base, candidate, change, interval, tolerance and verdict', () => {
    const rows = aboveFold(renderComment(failInput()))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows[2]?.replaceAll('\u00A0', ' ')).toMatch(
      /✗ +\| p50 latency of `long` +\| +130 ms +\| +170 ms +\| +\*\*\+30 %\*\* +\| +\+28 to \+32 % +\| +5 % +\| regressed/,
    );
  });

  test('fits on a screen above the fold', () => {
    expect(aboveFold(renderComment(failInput())).split('\n').length).toBeLessThan(50);
    expect(aboveFold(renderComment(longInput())).split('\n').length).toBeLessThan(60);
  });

  test('has one picture, and only when something changed', () => {
    expect(renderComment(failInput()).match(/```mermaid/g)).toHaveLength(1);
    expect(renderComment(invalidInput())).not.toContain('```mermaid');
  });

  test('tells how many tokens were output and how many of them are reasoning, where anybody knows', () => {
    const input = failInput();
    const [all] = input.candidate.mixed;
    Object.assign(all!, { outputTokens: 12_345, reasoningTokens: 360 });
    const told = 'Under the mixed load: candidate 12,345 output tokens (360 of them reasoning).';
    expect(renderSummary(input)).toContain(told);
    expect(renderHtml(input)).toContain(told);
    expect(renderSummary(failInput())).not.toContain('output token');
  });

  test('names the cores that container and generator had', () => {
    const input = passInput();
    input.candidate.provenance.isolation = { kind: 'pinned', target: [0, 1, 2], generator: [3] };
    expect(renderSummary(input)).toContain('container on cores 0-2, generator on core 3');
    input.candidate.provenance.isolation = { kind: 'shared', reason: '2 cores' };
    expect(renderSummary(input)).toContain('none: 2 cores');
  });

  test('says what the run could not have seen', () => {
    expect(renderComment(failInput())).toContain(
      'Smallest change this run could have seen: p50 latency 4.3 %',
    );
    expect(renderComment(invalidInput())).toContain('cannot say what the smallest change is');
  });

  test('does not repeat the smallest change where the sentence has it', () => {
    const input = passInput();
    input.verdict.sentence =
      'No change; the smallest worsening that this run would have found: p50 latency 4 %.';
    expect(renderComment(input).match(/smallest/gi)).toHaveLength(2); // the sentence and the head of a column
  });

  test('shows what was measured where there is nothing to compare with', () => {
    expect(aboveFold(renderComment(firstRunInput()))).toMatch(/\| all requests \| candidate \| +480 \|/);
  });

  test('tells each arm’s own warnings, and blocks that were left out', () => {
    const input = failInput();
    input.candidate.warnings = ['the server restarted once'];
    input.candidate.invalidBlocks = [
      { scenario: 'ramp', index: 7, reason: 'send lag p99 40 ms is over 10 ms' },
    ];
    const head = aboveFold(renderComment(input));
    expect(head).toContain('> - candidate: the server restarted once');
    expect(head).toContain('1 block left out as invalid: ramp 7, send lag p99 40 ms is over 10 ms');
  });

  test('stays below 65,000 characters, says what is left out and where it is', () => {
    const comment = renderComment(longInput());
    expect(comment.length).toBeLessThan(65_000);
    expect(comment).toMatch(
      /\d sections? left out, because a comment holds no more: see the \[Full report\]\(https:/,
    );
    expect(comment).toContain('<summary>Provenance</summary>');
    expect(comment.match(/<details>/g)?.length).toBe(comment.match(/<\/details>/g)?.length);
  });

  test('takes no link but http and https', () => {
    const input: ReportInput = { ...failInput(), reportUrl: 'javascript:alert(1)' };
    expect(renderComment(input)).not.toContain('javascript');
  });

  test('neutralises every text that comes from outside', () => {
    for (const text of [renderComment(hostileInput()), renderSummary(hostileInput())]) {
      const outsideCode = text
        .replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
        .replace(/`[^`\n]*`/g, '')
        .replace(/<!--[^\n]*-->/, '')
        .replace(/<\/?(?:details|summary|sub|code)>/g, '')
        .replaceAll('> [!WARNING]', '')
        .replace(/\[Full report\]\([^)]*\)/g, '')
        .replace(/&(?:amp|lt|gt|#124|#96|#36);/g, '')
        .replace(/^>/gm, '');
      expect(outsideCode).not.toMatch(/[<>]/);
      expect(outsideCode).not.toMatch(/@\w|#\w|:\/\/|www\.\w|(?<!\\)\[/);
      expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/);
      // Every row of a table has as many cells as its head.
      for (const block of text.split('\n\n')) {
        const rows = block.split('\n').filter((line) => line.startsWith('|'));
        expect(new Set(rows.map((row) => row.split('|').length)).size).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('the comment of an error', () => {
  test('has the marker, the fact, the remedy and the evidence folded', () => {
    const comment = renderErrorComment('ticket-routing', {
      code: 'container-exited',
      fact: 'The container exited with code 1 after 2 s.',
      remedy: 'Read its last log lines.',
      location: 'sluice.yml:4',
      evidence: ['Traceback:', '```', '</details> @octocat'],
    });
    expect(comment).toBe(
      [
        '<!-- sluice:suite=ticket-routing -->',
        '### ? Invalid: `ticket-routing`',
        '',
        '**sluice.yml:4: The container exited with code 1 after 2 s.**',
        '',
        'Read its last log lines.',
        '',
        '<details>',
        '<summary>Evidence</summary>',
        '',
        '````text',
        'Traceback:',
        '```',
        '</details> @octocat',
        '````',
        '',
        '</details>',
        '',
        '<sub>error code `container-exited`</sub>',
        '',
      ].join('\n'),
    );
  });
});
