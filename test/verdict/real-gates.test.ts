import { expect, it } from 'vitest';
import { chooseCells, realCells } from '../../bench/verdict/real/cells.ts';
import type { GateLine } from '../../bench/verdict/real/gate-line.ts';
import { gateLine } from '../../bench/verdict/real/gate-line.ts';
import { nextGate } from '../../bench/verdict/real/next-gate.ts';
import { realTable } from '../../bench/verdict/real/real-table.ts';

const facts = {
  date: '2026-01-02T03:04:05.000Z',
  cell: 'A/A',
  neighbour: false,
  seed: 1,
  seconds: 90,
  cores: 2,
  commit: 'abc',
};
const line = (fields: Partial<GateLine>): GateLine => ({ ...gateLine(facts, undefined), ...fields });

it('a gate without a verdict is a line of its own kind', () => {
  expect(gateLine(facts, undefined)).toMatchObject({ verdict: 'error', pairsUsed: 0, steal: null });
});

it('the gate that is due is of the cell with the fewest lines, and its seed depends on cell and number alone', () => {
  const cells = chooseCells(['A/A', 'all +10 %']);
  const lines: GateLine[] = [];
  const order = Array.from({ length: 6 }, () => {
    const { cell, neighbour, seed } = nextGate(cells, [false, true], lines);
    lines.push(line({ cell: cell.name, neighbour, seed }));
    return `${cell.name} ${neighbour ? 'on' : 'off'}`;
  });
  expect(order).toEqual(['A/A off', 'A/A on', 'all +10 % off', 'all +10 % on', 'A/A off', 'A/A on']);
  const seeds = lines.map(({ seed }) => seed);
  expect(seeds[0]).toBe(seeds[1]);
  expect(new Set(seeds).size).toBe(3);
  expect(nextGate(cells, [false, true], lines.slice(0, 4)).seed).toBe(seeds[4]);
});

it('a failure counts as found only where it names what was changed, and nothing is left out of the table', () => {
  const cell = 'long +30 %';
  const table = realTable([
    line({
      cell,
      verdict: 'fail',
      regressed: ['latency.p50 long'],
      effects: { 'latency.p50 long': [0.3, 0.2, 0.4] },
    }),
    line({ cell, verdict: 'fail', regressed: ['latency.p50 short'] }),
    line({ cell, verdict: 'pass' }),
    line({ cell, verdict: 'inconclusive' }),
    line({ cell, verdict: 'invalid' }),
    line({ cell, verdict: 'error' }),
  ]);
  const row = table
    .split('\n')
    .at(-1)!
    .split('|')
    .map((text) => text.trim());
  expect(row.slice(1, -1)).toEqual([cell, '6', '17 ± 15', '17 ± 15', '17 ± 15', '1', '2', '1.5', '+30.0 %']);
});

it('a cell that does not exist is refused with those that do', () => {
  expect(() => chooseCells(['A/B'])).toThrow("There is no cell 'A/B'. Cells: 'A/A', ");
  expect(chooseCells([])).toEqual(realCells);
});
