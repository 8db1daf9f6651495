import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { HistorySummary } from '../../src/model/history-summary.ts';
import { renderHistories, renderHistoriesJson } from '../../src/report/index.ts';
import { sparkline } from '../../src/report/sparkline.ts';
import { hostileTexts } from '../support/hostile-text.ts';

const days = Array.from({ length: 12 }, (_, i) => `2026-01-${String(i + 1).padStart(2, '0')}T03:04:05.000Z`);

const summary = (change: Partial<HistorySummary> = {}): HistorySummary => ({
  suite: 'tickets',
  environment: {
    fingerprint: '3f9a2c417be0',
    cpuModel: 'AMD EPYC 7763',
    cores: 4,
    memoryGiB: 15.6,
    gpus: [],
    kernel: '6.11',
    runnerImage: 'ubuntu24',
    nodeVersion: '24.9.0',
  },
  recorded: 15,
  firstAt: '2025-12-29T03:04:05.000Z',
  lastAt: days.at(-1)!,
  release: 'v1.2',
  runs: days.map((measuredAt, i) => ({
    measuredAt,
    commit: `${i}`.repeat(40).slice(0, 40),
    ...(i === 1 ? { release: 'v1.2' } : {}),
    ...(i === 6
      ? {
          accepted: { pullRequest: 41, by: 'ada', why: 'answers better', acceptedAt: '2026-01-06T00:00:00Z' },
        }
      : {}),
  })),
  metrics: [
    {
      id: 'latency.p50',
      values: days.map((_, i) => 10 * 1.04 ** i),
      sincePrevious: 0.04,
      sinceRelease: 0.48,
    },
    {
      id: 'throughput',
      values: days.map((_, i) => (i === 3 ? null : 23)),
      sincePrevious: 0,
      sinceRelease: 0,
    },
  ],
  ...change,
});
const plain = (columns: number, change: Partial<HistorySummary> = {}): string[] =>
  renderHistories([summary(change)], { colour: false, columns }).split('\n');

describe('a history at a terminal', () => {
  test('has the newest value, both changes and a sparkline for each metric, and says what is marked', () => {
    expect(plain(100)).toEqual([
      'tickets: AMD EPYC 7763, 4 cores, 15.6 GiB (3f9a2c417be0)',
      '15 runs, 2025-12-29 to 2026-01-12; 3 of another plan or workload than the newest, not shown',
      '',
      '  metric           newest  since v1.2  to previous  history',
      '  p50 latency     15.4 ms       +48 %       +4.0 %  ▁▁▂▂▃▄▄▅▆▇██',
      '  throughput   23.0 req/s       0.0 %        0.0 %  ▅▅▅ ▅▅▅▅▅▅▅▅',
      '                                                     R    A',
      'A 2026-01-07 6666666 accepted in #41 by ada: answers better',
      'R 2026-01-02 1111111 release v1.2',
      '',
    ]);
  });

  test.each([40, 50, 60, 80, 120])('keeps its lines within %d columns', (columns) => {
    const lines = plain(columns);
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(columns);
    expect(lines.some((line) => /p50 latency +15\.4 ms.*█$/.test(line))).toBe(true);
  });

  test('without a release or a second run has no column for them', () => {
    const { release: _, ...unreleased } = summary({
      runs: [{ measuredAt: days[0]! }],
      metrics: [{ id: 'latency.p50', values: [10], sincePrevious: null, sinceRelease: null }],
    });
    const text = renderHistories([unreleased], { colour: false, columns: 80 });
    expect(text).toMatch(/metric +newest +history$/m);
    expect(text).not.toMatch(/since|previous/);
  });

  test('has colours only where they are asked for, and the same text either way', () => {
    const coloured = renderHistories([summary()], { colour: true, columns: 100 });
    expect(coloured.split('\n')).not.toEqual(plain(100));
    expect(stripVTControlCharacters(coloured).split('\n')).toEqual(plain(100));
  });

  test.each(hostileTexts)('writes no escape: $aim', ({ text }) => {
    const accepted = { pullRequest: 1, by: text, why: text, acceptedAt: days[0]! };
    const lines = plain(100, {
      suite: text,
      release: text,
      runs: days.map((measuredAt) => ({ measuredAt, commit: text, release: text, accepted })),
    });
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
  });

  test('is the same as JSON', () => {
    expect(JSON.parse(renderHistoriesJson([summary()]))).toEqual({
      schema: 'sluice.history/1',
      histories: [summary()],
    });
  });
});

test.each([
  ['rises over the whole height', [1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
  ['does not magnify what hardly moves', [100, 100.5, 100], '▄▅▄'],
  ['leaves a blank where a run has no value', [1, null, 2], '▁ █'],
  ['of zeros is flat', [0, 0], '▅▅'],
  ['of nothing is blank', [null, null], '  '],
])('a sparkline %s', (_, values, line) => {
  expect(sparkline(values)).toBe(line);
});
