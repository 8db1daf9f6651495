/**
 * Sluice's gate and what people use instead, over the same simulated pull requests.
 *   node bench/verdict/rivals.ts --aa 200 --n 60 --seed 2007 [--workload cpu,batch,llm] [--noise hosted,noisy] [--out FILE.json]
 * Prints a markdown table for each noise; `draw-rivals.ts` makes the chart of the JSON file.
 */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import type { ChangeName } from './cells.ts';
import { makeCells } from './cells.ts';
import { compareCell } from './rivals/compare-cell.ts';
import { historyPoolOf } from './rivals/rival-case.ts';
import { comparedChanges, rivalsTable } from './rivals/rivals-table.ts';
import type { NoiseName } from './simulator/noise.ts';
import type { ModelName } from './simulator/workloads.ts';

const list = (text: string): string[] => text.split(',');
const options = new Command()
  .option('--aa <cases>', 'cases of each A/A cell', Number, 200)
  .option('--n <cases>', 'cases of every other cell', Number, 60)
  .option('--seed <seed>', 'seed of the campaign', Number, 2007)
  .option('--workload <names>', 'cpu, cpuHi, batch, llm', list, ['cpu', 'batch', 'llm'])
  .option('--noise <names>', 'quiet, hosted, noisy', list, ['hosted', 'noisy'])
  .option('--out <file>', 'all numbers as JSON', join(import.meta.dirname, 'rivals.json'))
  .parse()
  .opts<{ aa: number; n: number; seed: number; workload: ModelName[]; noise: NoiseName[]; out: string }>();

const { aa, n, seed, workload, noise, out } = options;
const cells = makeCells(workload, noise).filter(({ change }) =>
  (comparedChanges as readonly ChangeName[]).includes(change),
);
const pools = new Map<string, number[]>();
const results = cells.flatMap((cell, i) => {
  const place = `${cell.model} ${cell.noise}`;
  const pool = pools.get(place) ?? historyPoolOf(cell, seed);
  pools.set(place, pool);
  const compared = compareCell(cell, pool, cell.change === 'A/A' ? aa : n, seed);
  const alarms = compared.map(({ method, alarms }) => `${method} ${alarms}`).join(', ');
  process.stderr.write(
    `${i + 1}/${cells.length} ${place} ${cell.change}, alarms of ${compared[0]!.cases}: ${alarms}\n`,
  );
  return compared;
});
writeFileSync(out, `${JSON.stringify({ aa, n, seed, results }, null, 2)}\n`);
for (const name of noise) process.stdout.write(`${rivalsTable(results, name)}\n\n`);
