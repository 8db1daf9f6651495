/**
 * Error rates of the screen against committed baselines in simulation: earlier runs and the candidate are each measured on a
 * machine of its own, and judged by the function that judges real runs.
 *   node bench/verdict/baseline-campaign.ts --aa 600 --n 150 --seed 2011 [--history 3,5,10] [--workload cpu,batch,llm]
 *                                           [--noise quiet,hosted,noisy] [--out FILE.json]
 * Prints a markdown table; seeds below 1000 are for tuning, others for reporting.
 */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { baselineChanges, historyPoolFor, runBaselineCell } from './baseline-cell.ts';
import { baselineTable } from './baseline-table.ts';
import type { NoiseName } from './simulator/noise.ts';
import type { ModelName } from './simulator/workloads.ts';

const list = (text: string): string[] => text.split(',');
const options = new Command()
  .option('--aa <cases>', 'cases of each A/A cell', Number, 600)
  .option('--n <cases>', 'cases of every other cell', Number, 150)
  .option('--seed <seed>', 'seed of the campaign', Number, 2011)
  .option('--history <runs>', 'numbers of earlier runs', (text) => list(text).map(Number), [3, 5, 10])
  .option('--workload <names>', 'cpu, batch, llm', list, ['cpu', 'batch', 'llm'])
  .option('--noise <names>', 'quiet, hosted, noisy', list, ['quiet', 'hosted', 'noisy'])
  .option('--out <file>', 'all numbers as JSON')
  .parse()
  .opts<{
    aa: number;
    n: number;
    seed: number;
    history: number[];
    workload: ModelName[];
    noise: NoiseName[];
    out?: string;
  }>();

const { aa, n, seed, history, workload, noise: noises, out } = options;
const results = workload.flatMap((model) =>
  noises.flatMap((noise) => {
    const pool = historyPoolFor(model, noise, seed);
    return baselineChanges.flatMap((change) => {
      const cases = change === 'A/A' ? aa : n;
      const judged = runBaselineCell({ model, noise, change }, pool, history, cases, seed);
      const fails = judged.map(
        ({ earlierRuns, sameMachine, verdicts }) =>
          `k=${earlierRuns}${sameMachine ? ' same' : ''}: fail ${verdicts.fail}, pass ${verdicts.pass}`,
      );
      process.stderr.write(`${model} ${noise} ${change}, of ${cases}: ${fails.join('; ')}\n`);
      return judged;
    });
  }),
);
if (out) writeFileSync(out, `${JSON.stringify({ ...options, results }, null, 1)}\n`);
process.stdout.write(`${baselineTable(results)}\n`);
