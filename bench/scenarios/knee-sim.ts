/**
 * How near the knee of a ramp comes to the truth, over many ramps in virtual time: `node bench/scenarios/knee-sim.ts`. Plan, placing of
 * steps and estimator are those of the gate; the server is a queue whose knee theory gives, or a long simulation. `--ramps` a cell, `--seed` for
 * others. Ends with 1 where a server of `knee.ts`, at its step of 10 s, has fewer than 95 % of ramps within 10 %.
 */
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { quantileSorted } from 'simple-statistics';
import { kneeFactor } from '../../src/verdict/traits/knee.ts';
import { rampTraits } from '../../src/verdict/traits/ramp.ts';
import { kneeServers, rampShares } from './knee-servers.ts';
import type { KneeServer } from './knee-servers.ts';
import { kneeOfModel } from './queue-model.ts';
import { simulateRamp } from './simulated-ramp.ts';

const { values: flags } = parseArgs({
  options: { ramps: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const ramps = Number(flags.ramps);
const firstSeed = Number(flags.seed) * 100_000;
const steps = 8;
const [near, target] = [0.1, 0.95];

/** How long a step lasts, and of the steps what the machine disturbs. The first is that of `knee.ts`. */
const budgets = [
  { stepSeconds: 10, invalidShare: 0 },
  { stepSeconds: 10, invalidShare: 0.3 },
  { stepSeconds: 2, invalidShare: 0 },
  { stepSeconds: 30, invalidShare: 0 },
];

/** Further ones, of which nothing is asked. A server of one worker bends slowly. */
const others: KneeServer[] = [
  { name: '4 workers, 20 ms, lognormal', workers: 4, serviceMs: 20, service: 'lognormal', expectedRate: 140 },
  { name: '8 workers, 40 ms, two kinds', workers: 8, serviceMs: 40, service: 'two kinds', expectedRate: 140 },
  { name: '1 worker, 10 ms', workers: 1, serviceMs: 10, service: 'fixed', expectedRate: 70 },
];

interface Cell {
  row: string[];
  within: number;
}

function simulateCell(server: KneeServer, truth: number, budget: (typeof budgets)[number]): Cell {
  const errors: number[] = [];
  let covered = 0;
  for (let n = 0; n < ramps; n += 1) {
    const { stepSeconds, invalidShare } = budget;
    const plan = { ...rampShares, steps, stepMs: 1000 * stepSeconds, invalidShare, seed: firstSeed + n };
    const knee = rampTraits(
      simulateRamp(server, { ...plan, expectedRatePerSecond: server.expectedRate }),
    )?.knee;
    if (!knee) continue;
    errors.push(100 * (knee.value / truth - 1));
    const [low, high] = knee.interval ?? [Infinity, -Infinity];
    if (low <= truth && truth <= high) covered += 1;
  }
  errors.sort((a, b) => a - b);
  const at = (p: number): string => (errors.length === 0 ? '' : quantileSorted(errors, p).toFixed(1));
  const within = errors.filter((error) => Math.abs(error) <= 100 * near).length / ramps;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return {
    within,
    row: [
      server.name,
      truth.toPrecision(3),
      `${budget.stepSeconds} s`,
      percent(budget.invalidShare),
      at(0.5),
      `${at(0.025)} to ${at(0.975)}`,
      percent(within),
      percent(1 - errors.length / ramps),
      percent(covered / ramps),
    ],
  };
}

const head = [
  ...['server', 'knee', 'step', 'steps not valid', 'error in the median, %', '95 % of errors, %'],
  ...['within 10 %', 'no knee found', 'interval holds it'],
];
const rows: string[][] = [];
let isMet = true;
for (const server of [...kneeServers, ...others]) {
  const truth = kneeOfModel(server, rampShares.from * server.expectedRate, kneeFactor);
  for (const budget of budgets) {
    const { row, within } = simulateCell(server, truth, budget);
    rows.push(row);
    console.error(row.join(' | '));
    if (budget === budgets[0] && !others.includes(server) && within < target) isMet = false;
  }
}
const today = new Date().toISOString().slice(0, 10);
console.log(
  `${today}\n\n${markdownTable([head, ...rows])}\n\n${ramps} ramps of ${steps} steps a row, seeds from ${firstSeed}.`,
);
process.exitCode = isMet ? 0 : 1;
