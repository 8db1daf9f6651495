import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { errorFunction } from 'simple-statistics';
import { steadyEnding, steadyLooks } from '../../src/verdict/index.ts';
import { steadyTraits } from '../../src/verdict/traits/steady.ts';
import { percentWithError } from '../verdict/table.ts';
import { measureQueue } from './measure-queue.ts';
import { simulateSoak, soakSoFar } from './simulated-soak.ts';
import type { SoakShape } from './simulated-soak.ts';

/**
 * How often a leak of 1 MB a minute is found in ten minutes, and how often anything is said to rise where nothing does, early
 * looks included: `node bench/scenarios/steady.ts`. `--runs` a cell, `--seed` for others.
 *
 * `--real 5` measures the queue server for so many minutes through the whole program instead, with `--leak 1` MB a minute.
 */
const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    real: { type: 'string' },
    leak: { type: 'string', default: '1' },
  },
});

const today = new Date().toISOString().slice(0, 10);
const minutes = 10;
const blocks = 60;
const leak = 1;

/** What memory does besides; each at three autocorrelations. */
const memories: { name: string; shape: Partial<SoakShape> }[] = [
  { name: 'wandering 1 MB', shape: {} },
  { name: 'wandering 0.5 MB', shape: { wanderMb: 0.5 } },
  { name: 'collected, 40 MB each 15 s', shape: { wanderMb: 0.5, toothMb: 40, toothSeconds: 15 } },
  { name: 'collected, 40 MB each 25 s', shape: { wanderMb: 0.5, toothMb: 40, toothSeconds: 25 } },
  { name: 'collected, 40 MB each 40 s', shape: { wanderMb: 0.5, toothMb: 40, toothSeconds: 40 } },
  { name: '5 MB at once, and kept', shape: { wanderMb: 0.5, stepMb: 5 } },
  { name: '20 MB at once, and kept', shape: { wanderMb: 0.5, stepMb: 20 } },
  { name: 'growing 30 MB to its size', shape: { wanderMb: 0.5, warmUpMb: 30 } },
  { name: 'growing 10 MB to its size', shape: { wanderMb: 0.5, warmUpMb: 10 } },
];
const rhos = [0, 0.4, 0.8];

/** Of windows, after the first fifth, and of the level that is left to one trend of four. */
const oracle = { windows: 30, minutes: 0.8 * minutes, critical: 2.92 };

/**
 * How often a test would find the leak that knows size and autocorrelation of the wandering, sees nothing else, and takes them for
 * known: generalised least squares. No test that has to learn them from these minutes finds more.
 */
function oraclePower(wanderMb: number, rho: number): number {
  const windowMinutes = oracle.minutes / oracle.windows;
  const kept = rho ** (windowMinutes * 6);
  const first = Math.sqrt(1 - kept ** 2);
  let [oo, ox, xx] = [0, 0, 0];
  for (let i = 0; i < oracle.windows; i++) {
    const one = i === 0 ? first : 1 - kept;
    const at = windowMinutes * (i === 0 ? 0 : i - kept * (i - 1));
    oo += one * one;
    ox += one * at;
    xx += at * at;
  }
  const error = wanderMb * first * Math.sqrt(oo / (oo * xx - ox * ox));
  return (1 + errorFunction((leak / error - oracle.critical) / Math.SQRT2)) / 2;
}

/** What a gate would say at the looks and at the end. */
function risingIn(shape: SoakShape): string[] {
  const run = simulateSoak(shape);
  for (const look of steadyLooks(blocks, minutes * 60_000)) {
    const so = soakSoFar(run, look);
    if (steadyEnding(so, 'soak', true) !== undefined) return namesOf(so);
  }
  return namesOf(run);
}

const namesOf = (run: Parameters<typeof steadyTraits>[0]): string[] =>
  (steadyTraits(run) ?? []).flatMap(({ trends }) =>
    trends.filter(({ rising }) => rising).map(({ of }) => of),
  );

function simulate(): void {
  const runs = Number(flags.runs);
  const firstSeed = Number(flags.seed) * 1_000_000;
  const rows = memories.flatMap(({ name, shape }, i) =>
    rhos.map((rho, j) => {
      let [found, falsely] = [0, 0];
      for (let n = 0; n < runs; n++) {
        const seed = firstSeed + (i * rhos.length + j) * runs + n;
        if (risingIn({ ...shape, rho, seed }).length > 0) falsely++;
        if (risingIn({ ...shape, rho, seed, leakMbPerMinute: leak }).includes('target.memory')) found++;
      }
      const best = (100 * oraclePower(shape.wanderMb ?? 1, rho)).toFixed(1);
      const row = [name, String(rho), percentWithError(found, runs), best, percentWithError(falsely, runs)];
      console.error(row.join(' | '));
      return row;
    }),
  );
  const head = [
    'memory',
    'autocorrelation over 10 s',
    `leak of ${leak} MB/min found, %`,
    'by an oracle, %',
    'false alarms without, %',
  ];
  const seeds = `${firstSeed} to ${firstSeed + rows.length * runs - 1}`;
  process.stdout.write(
    `${today}\n\n${markdownTable([head, ...rows])}\n\n${runs} runs of ${minutes} minutes a cell, seeds ${seeds}.\n`,
  );
}

async function measureReal(): Promise<void> {
  const seconds = Number(flags.real) * 60;
  const run = await measureQueue({
    env: { SERVICE_MS: '10', LEAK_MB_PER_MINUTE: flags.leak },
    seed: Number(flags.seed),
    settings: {
      load: { 'expected-rate': 40, 'mixed-rate': 24 },
      scenarios: { soak: { duration: `${seconds}s`, rate: 24 } },
      profiles: { release: { budget: `${seconds + 60}s`, scenarios: ['soak', 'mixed'] } },
    },
  });
  const rows = (steadyTraits(run) ?? []).flatMap(({ trends, measuredMs, endedEarly = '' }) =>
    trends.map(({ of, slope, unit, p, rising }) => [
      of,
      `${shown(slope.value)} (${slope.interval?.map(shown).join(' to ') ?? 'none'}) ${unit}`,
      p.toPrecision(2),
      rising ? 'rising' : '',
      `${(measuredMs / 60_000).toFixed(1)} min ${endedEarly}`,
    ]),
  );
  process.stdout.write(
    `${today}\n\n${markdownTable([['of', 'slope (95 % interval)', 'p', '', 'measured'], ...rows])}\n`,
  );
}

const shown = (value: number): string => value.toPrecision(3);

if (flags.real === undefined) simulate();
else await measureReal();
