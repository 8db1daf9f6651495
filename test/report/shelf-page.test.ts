import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../src/model/error.ts';
import type { Shelf, ShelvedRun } from '../../src/model/shelf.ts';
import { contentPolicyOf, renderFaultPage, renderShelf } from '../../src/report/index.ts';
import { hostileTexts } from '../support/hostile-text.ts';

const run: ShelvedRun = {
  id: '0123456789abcdef',
  path: 'out/run-candidate.json',
  suite: 'tickets',
  arm: 'candidate',
  provenance: {
    measuredAt: '2026-03-02T10:14:11+01:00',
    commit: '9b41aa07d2c83e55',
    target: { kind: 'container', name: 'tickets:candidate' },
  },
  result: { verdict: 'fail', sentence: 'p95 latency is 14 % slower.' },
  numbers: { 'latency.p50': 41.2, 'latency.p95': 162, throughput: 23.5, 'error-rate': 0.0025 },
};
const shelf: Shelf = { folder: '/home/ada/out', runs: [run], faults: [], isCut: false };
const textOf = (page: string) =>
  page
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the list of runs', () => {
  test('tells suite, date, commit, target, verdict and numbers, and links the report', () => {
    const page = renderShelf(shelf);
    expect(textOf(page)).toContain(
      'tickets , candidate out/run-candidate.json 2026-03-02 09:14 tickets:candidate commit 9b41aa07d2c… ' +
        '41.2 ms 162 ms – 23.5 req/s 0.25 % ✗ Fail p95 latency is 14 % slower.',
    );
    expect(page).toContain('<a href="/run/0123456789abcdef">');
  });

  test('has a form that sends a base and a candidate, and may be sent nowhere else', () => {
    const page = renderShelf(shelf);
    expect(page).toContain('<form action="/compare" method="get">');
    expect(
      page.match(/<input type="radio" name="(base|candidate)" value="0123456789abcdef" required/g),
    ).toHaveLength(2);
    expect(contentPolicyOf(page)).toMatch(/^default-src 'none'; .*form-action 'self'$/);
    expect(page).not.toContain('<script');
  });

  test('an empty folder says how to fill it, without a form', () => {
    const page = renderShelf({ ...shelf, runs: [] });
    expect(textOf(page)).toContain('There is no run here yet.');
    expect(page).not.toContain('<form');
  });

  test('files that show no run are listed with the reason, and a folder that is too large says so', () => {
    const faults = [{ path: 'a/run.json', what: 'a/run.json cannot be read as a run: it is not JSON.' }];
    const text = textOf(renderShelf({ ...shelf, faults, isCut: true }));
    expect(text).toContain('a/run.json a/run.json cannot be read as a run: it is not JSON.');
    expect(text).toContain('not all of them were looked at');
  });
});

/** Every angle bracket belongs to a tag, and no tag has a handler. */
function expectTame(page: string): void {
  const rest = page
    .replace(/<style>[^]*?<\/style>/, '')
    .replace(/<(\/?)([!\w]+)((?:[^<>"]|"[^"]*")*)>/g, (tag) => {
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(?:on\w+|style)=/);
      return '';
    });
  expect(rest).not.toMatch(/[<>]/);
  expect(page).not.toMatch(/<script|<img|\u202E/i);
}

test.each(hostileTexts)('no text of a run leaves its place: $aim', ({ text }) => {
  const target = { kind: 'container' as const, name: text };
  const hostile: ShelvedRun = {
    ...run,
    path: text,
    suite: text,
    provenance: { ...run.provenance, commit: text, target },
    result: { verdict: 'pass', sentence: text },
  };
  expectTame(
    renderShelf({ folder: text, runs: [hostile], faults: [{ path: text, what: text }], isCut: false }),
  );
  expectTame(renderFaultPage(new SluiceError('run-unreadable', { fact: text, remedy: text }), '/'));
});
