import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Progress } from '../../src/model/progress.ts';
import { fewestPanelColumns, renderPanel, type LiveView } from '../../src/report/index.ts';
import { hostileTexts } from '../support/hostile-text.ts';

const progress: Progress = {
  scenario: 'mixed',
  arm: 'candidate',
  position: 'pair 4 of up to 18',
  elapsedMs: 72_000,
  remainingMs: 108_000,
  ratePerSecond: 7.6,
  askedPerSecond: 8,
  p50Ms: 41.2,
  p95Ms: 162,
  p99Ms: 184,
  errors: 3,
};
const base: Progress = { ...progress, arm: 'base', p50Ms: 40.9, p95Ms: null, p99Ms: null, errors: 0 };
const view: LiveView = {
  doing: 'mixed, pair 4 of up to 18: candidate',
  elapsedMs: 72_400,
  budgetMs: 180_000,
  arms: {
    base: [base],
    candidate: [100, 120, 140, null, 180, 162].map((p95Ms) => ({ ...progress, p95Ms })),
  },
  loaded: 'candidate',
};
const plain = (changed: Partial<LiveView> = {}, columns = 100) =>
  renderPanel({ ...view, ...changed }, { colour: false, columns });

describe('the panel', () => {
  test('tells what is done, how much of the budget is used, and how each arm does', () => {
    expect(plain()).toEqual([
      'mixed, pair 4 of up to 18: candidate',
      `01:12 of 03:00  ${'█'.repeat(24)}${'░'.repeat(36)}`,
      '               answered       asked       p50       p95       p99   errors  p95 lately',
      '  base        7.6 req/s   8.0 req/s   40.9 ms         –         –        0',
      '› candidate   7.6 req/s   8.0 req/s   41.2 ms    162 ms    184 ms        3  ▁▃▅ █▇',
    ]);
  });

  test('has a clock and no bar before the first block has told the budget', () => {
    const { budgetMs: _, loaded: __, ...early } = view;
    expect(
      renderPanel({ ...early, arms: {}, doing: 'base: starting' }, { colour: false, columns: 80 }),
    ).toEqual(['base: starting', '01:12']);
  });

  test('tells the users of a closed loop, and nothing where the rate changes within the block', () => {
    const { askedPerSecond: _, ...changing } = progress;
    expect(plain({ arms: { candidate: [{ ...changing, concurrency: 16 }] } })[3]).toContain('   16 users   ');
    expect(plain({ arms: { candidate: [changing] } })[3]).toContain(`7.6 req/s${' '.repeat(15)}41.2 ms`);
  });

  test.each([fewestPanelColumns, 80, 89, 90, 120, 400])('leaves the last of %d columns free', (columns) => {
    const many = Array.from({ length: 60 }, () => progress);
    const lines = plain({ arms: { base: [base], candidate: many }, doing: 'x'.repeat(500) }, columns);
    for (const line of lines) expect([...line].length).toBeLessThan(columns);
  });

  test('counts two columns for letters that are that broad', () => {
    const [first = ''] = plain({ doing: '遅い'.repeat(60) }, 80);
    expect([...first]).toHaveLength(40);
  });

  test('is full, and no fuller, when the budget is over', () => {
    expect(plain({ elapsedMs: 400_000 })[1]).toBe(`06:40 of 03:00  ${'█'.repeat(60)}`);
  });

  test('has colours only where they are asked for, and red only for errors', () => {
    const coloured = renderPanel(view, { colour: true, columns: 100 });
    expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(plain());
    expect(coloured.filter((line) => line.includes('\x1b[31m'))).toHaveLength(1);
    expect(plain().join('')).not.toContain('\x1b');
  });

  test.each(hostileTexts)('is no more than text: $aim', ({ text }) => {
    const lines = plain({ doing: text });
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).not.toMatch(/\n|^\s*::|##\[|\p{Cc}/u);
  });
});
