import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { findTrendChanges } from '../../src/verdict/trend.ts';
import { RandomStream } from './simulator/random-stream.ts';
import { percentWithError } from './table.ts';

/**
 * How often the trend names a change that is not there, and finds one that is: `node bench/verdict/change-points.ts`.
 * Runs are log-normal around one level with a run-to-run spread; `--repetitions` cases a cell, `--seed` for others.
 */
const { values: flags } = parseArgs({
  options: { repetitions: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const repetitions = Number(flags.repetitions);
const runs = 40;
const spreads = [0.015, 0.03, 0.05];
const cells = [
  { name: 'false change points in 40 equal runs', runsAgo: 0 },
  { name: '+10 % three runs ago found', runsAgo: 3 },
  { name: '+10 % ten runs ago found', runsAgo: 10 },
];

/** Series in which a change was named: any where there is none, one within two runs of the true one otherwise. */
function countNamed(runsAgo: number, spread: number, seed: number): number {
  const stream = new RandomStream(seed);
  let named = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const changed = runs - runsAgo;
    const values = Array.from(
      { length: runs },
      (_, run) => spread * stream.normal() + (run >= changed ? Math.log(1.1) : 0),
    );
    const found = findTrendChanges('latency.p50', values, () => stream.uniform());
    if (found.some(({ index }) => runsAgo === 0 || Math.abs(index - changed) <= 2)) named++;
  }
  return named;
}

const rows = cells.map(({ name, runsAgo }, row) => [
  name,
  ...spreads.map((spread, column) =>
    percentWithError(countNamed(runsAgo, spread, Number(flags.seed) * 100 + row * 10 + column), repetitions),
  ),
]);
process.stdout.write(
  `${markdownTable([[`% of ${repetitions} series, spread`, ...spreads.map((spread) => `${spread * 100} %`)], ...rows])}\n`,
);
