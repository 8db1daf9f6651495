/**
 * Error rates of the whole gate in simulation, judged by the functions that judge real runs.
 *   node bench/verdict/campaign.ts --aa 600 --n 150 --seed 2001 [--workload cpu,batch,llm] [--noise hosted,noisy]
 *                                  [--change 'A/A'] [--wide | --class-ttft] [--block 3] [--pairs 54] [--out FILE.json]
 * Prints a markdown table; seeds below 1000 are for tuning, others for reporting.
 */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { changeNames, makeCells } from './cells.ts';
import { runCell } from './run-cell.ts';
import { classTtftGateFor, gateFor, wideGateFor } from './settings.ts';
import type { NoiseName } from './simulator/noise.ts';
import type { ModelName } from './simulator/workloads.ts';
import { campaignTable } from './table.ts';

const list = (text: string): string[] => text.split(',');
const program = new Command()
  .option('--aa <cases>', 'cases of each A/A cell', Number, 600)
  .option('--n <cases>', 'cases of every other cell', Number, 150)
  .option('--seed <seed>', 'seed of the campaign', Number, 2001)
  .option('--workload <names>', 'cpu, cpuHi, batch, llm', list, ['cpu', 'batch', 'llm'])
  .option('--noise <names>', 'quiet, hosted, noisy', list, ['hosted', 'noisy'])
  .option('--change <names>', changeNames.join(', '), list, [...changeNames])
  .option('--block <seconds>', 'length of every block; by default 5, of llm 10', Number)
  .option('--pairs <pairs>', 'most pairs of a gate, a multiple of 6; by default 36', Number)
  .option('--wide', 'gate every metric of every class')
  .option('--class-ttft', 'gate TTFT p50 of each class as well')
  .option('--out <file>', 'all numbers as JSON')
  .parse();
const options = program.opts<{
  aa: number;
  n: number;
  seed: number;
  workload: ModelName[];
  noise: NoiseName[];
  change: string[];
  block?: number;
  pairs?: number;
  wide?: boolean;
  classTtft?: boolean;
  out?: string;
}>();

const budget = { blockSeconds: options.block, mostPairs: options.pairs };
const cells = makeCells(options.workload, options.noise, budget).filter(({ change }) =>
  options.change.includes(change),
);
const gateOf = options.wide ? wideGateFor : options.classTtft ? classTtftGateFor : gateFor;
const results = cells.map((cell, i) => {
  const cases = cell.change === 'A/A' ? options.aa : options.n;
  const result = runCell(cell, cases, options.seed, gateOf);
  const { fail, pass, inconclusive } = result.verdicts;
  process.stderr.write(
    `${i + 1}/${cells.length} ${cell.model} ${cell.noise} ${cell.change}: fail ${fail}, pass ${pass}, inconclusive ${inconclusive} of ${cases}; regressed ${JSON.stringify(result.failedBy)}; undecided ${JSON.stringify(result.undecided)}\n`,
  );
  return result;
});
if (options.out) writeFileSync(options.out, `${JSON.stringify({ ...options, results }, null, 1)}\n`);
process.stdout.write(`${campaignTable(results)}\n`);
