import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeCells } from '../../bench/verdict/cells.ts';
import { bencherAlarm } from '../../bench/verdict/peers/bencher.ts';
import { benchstatAlarm } from '../../bench/verdict/peers/benchstat.ts';
import { shiftOf } from '../../bench/verdict/peers/hodges-lehmann.ts';
import { kayentaAlarm } from '../../bench/verdict/peers/kayenta.ts';
import { mannWhitney, normalUpperTail } from '../../bench/verdict/peers/mann-whitney.ts';
import { ratioAlarm } from '../../bench/verdict/peers/ratio.ts';
import { rawRequestsAlarm } from '../../bench/verdict/peers/raw-requests.ts';
import type { RivalResult } from '../../bench/verdict/rivals/compare-cell.ts';
import { compareCell } from '../../bench/verdict/rivals/compare-cell.ts';
import { seriesOf } from '../../bench/verdict/rivals/measured.ts';
import { rivalCase } from '../../bench/verdict/rivals/rival-case.ts';
import { rivalsChart } from '../../bench/verdict/rivals/rivals-chart.ts';
import { rivalsTable } from '../../bench/verdict/rivals/rivals-table.ts';
import { judgeCase, runCell } from '../../bench/verdict/run-cell.ts';

const first = [1.1, 2.2, 3.3, 4.4, 5.5, 6.6, 7.7, 8.8, 9.9, 10.1];
const second = [3.5, 4.6, 6.1, 7.2, 8.3, 9.4, 10.5, 11.6, 12.7, 13.8];
const column = (step: number, shift: number) =>
  Array.from({ length: 300 }, (_, i) => ((i * step) % 1000) / 10 + shift);

// SciPy 1.17.1, mannwhitneyu(base, candidate, alternative='two-sided', method=..., use_continuity=True); U of the candidate.
const known: [name: string, base: number[], candidate: number[], u: number, p: number][] = [
  ['ten a side, exact', first, second, 73, 0.08920955205784928],
  ['the sides swapped', second, first, 27, 0.08920955205784928],
  ['wholly apart, exact', [1, 2, 3, 4], [5, 6, 7, 8], 16, 0.02857142857142857],
  ['unequal sizes, exact', [1, 2, 3], [2.5, 9], 5, 0.4],
  ['with ties', [1, 2, 2, 3, 3, 3, 4, 5], [2, 3, 4, 4, 5, 5, 6, 7, 8], 58.5, 0.03186670542703166],
  ['large, with ties', column(7919, 0), column(104729, 8), 51743.5, 0.0014930082448883053],
];

describe('the Mann-Whitney test', () => {
  it.each(known)('has SciPy’s U and p: %s', (_, base, candidate, u, p) => {
    const found = mannWhitney(base, candidate);
    expect(found.u).toBe(u);
    expect(Math.abs(found.p - p)).toBeLessThan(1e-9);
  });

  it('has p = 1 where all values are equal', () => {
    expect(mannWhitney([2, 2, 2], [2, 2])).toEqual({ u: 3, p: 1 });
  });

  it.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [2.3263478740408408, 0.01],
    [4, 3.167124183311986e-5],
  ])('has SciPy’s upper tail of the normal distribution at %d', (z, p) => {
    expect(Math.abs(normalUpperTail(z) / p - 1)).toBeLessThan(1e-7);
  });

  it('has the interval of R’s algorithm for the shift', () => {
    const { estimate, low, high } = shiftOf(first, second);
    expect(estimate).toBeCloseTo(2.8, 12);
    expect(low).toBeCloseTo(-1.6, 12);
    expect(high).toBeCloseTo(7.2, 12);
  });
});

describe('each way of judging', () => {
  const history = [100, 104, 98, 110, 95, 102, 101, 99, 107, 103];

  it('ratio: alarms above the threshold only', () => {
    expect(ratioAlarm(100, 110.1, 1.1)).toBe(true);
    expect(ratioAlarm(100, 199, 2)).toBe(false);
  });

  // mean + factor * standard deviation (divided by n): 113.6319 for t with 9 degrees of freedom, 111.5732 for z.
  it.each([
    ['t_test', 113.63, false],
    ['t_test', 113.64, true],
    ['z_score', 111.57, false],
    ['z_score', 111.58, true],
  ] as const)('Bencher: %s at %d alarms: %s', (test, candidate, alarm) => {
    expect(bencherAlarm(history, candidate, test)).toBe(alarm);
  });

  it('Bencher: no alarm from one run, or from a history without spread', () => {
    expect(bencherAlarm([100], 1000, 't_test')).toBe(false);
    expect(bencherAlarm([100, 100, 100], 1000, 't_test')).toBe(false);
  });

  it('raw requests: alarms when the candidate is slower, not when it is faster', () => {
    expect(rawRequestsAlarm(column(7919, 0), column(104729, 8))).toBe(true);
    expect(rawRequestsAlarm(column(104729, 8), column(7919, 0))).toBe(false);
  });

  it('benchstat: needs significance and the least change of the median', () => {
    const slower = history.map((value, i) => value * 1.1 + i / 100);
    expect(benchstatAlarm(history, slower, 0)).toBe(true);
    expect(benchstatAlarm(history, slower, 0.2)).toBe(false);
    expect(benchstatAlarm(slower, history, 0)).toBe(false);
    expect(benchstatAlarm(first, second, 0)).toBe(false);
  });

  it('Kayenta: one metric out of two that is High fails the canary, a Low one does not', () => {
    const same = { base: column(7919, 0), candidate: column(7919, 0) };
    const high = { base: column(7919, 0), candidate: column(7919, 40) };
    expect(kayentaAlarm([same, same])).toBe(false);
    expect(kayentaAlarm([same, high])).toBe(true);
    expect(kayentaAlarm([{ base: high.candidate, candidate: high.base }])).toBe(false);
  });
});

describe('the comparison', () => {
  const [same, , slower] = makeCells(['cpu'], ['hosted']);
  const pool = Array.from({ length: 20 }, (_, i) => 80 + i / 10);

  it('shows Sluice the same cases as the campaign of the same seed', () => {
    const data = rivalCase(slower!, pool, 3, 0);
    expect(judgeCase(slower!, data.pairs, data.caseSeed).verdict).toBe('fail');
    const [sluice] = compareCell(slower!, pool, 2, 3);
    expect(sluice!.alarms).toBe(runCell(slower!, 2, 3).verdicts.fail);
  });

  it('gives every method the same length of load', () => {
    const { pairs, sequence, runs, runsInTurn } = rivalCase(same!, pool, 3, 0);
    expect(pairs).toHaveLength(36);
    expect([sequence.base.length, sequence.candidate.length]).toEqual([36, 36]);
    expect([runs, runsInTurn].flatMap(({ base, candidate }) => [base.length, candidate.length])).toEqual([
      10, 10, 10, 10,
    ]);
    expect(seriesOf(sequence.base, 0.5)).toHaveLength(72);
  });

  it('is the same for the same seed, and prints a row for each method', () => {
    const results = compareCell(same!, pool, 1, 3);
    expect(compareCell(same!, pool, 1, 3)).toEqual(results);
    expect(rivalsTable(results, 'hosted').split('\n')).toHaveLength(2 + results.length);
  });

  it('has a picture that is drawn from the kept numbers alone, and that loads nothing', () => {
    const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const { results } = JSON.parse(read('bench/verdict/rivals.json')) as { results: RivalResult[] };
    const picture = read('docs/pictures/method-comparison.svg');
    expect(rivalsChart(results)).toBe(picture);
    expect(picture.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|@import|href=/);
  });
});
