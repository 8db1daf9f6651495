/**
 * How near the knee and the breaking point of a real ramp come to the truth: `node bench/scenarios/knee.ts [REPEATS]`.
 * The server is `queue-server.ts`, whose truth is queueing theory's; the ramp is that of `sluice measure`, engine and all.
 * Prints a table, and ends with 1 where a median error is above 10 %.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { markdownTable } from 'markdown-table';
import { decodeRun } from '../../src/interop/index.ts';
import type { RampTraits } from '../../src/model/characteristics.ts';
import { kneeFactor } from '../../src/verdict/traits/knee.ts';
import { rampTraits } from '../../src/verdict/traits/ramp.ts';
import { kneeServers, rampShares } from './knee-servers.ts';
import type { KneeServer } from './knee-servers.ts';
import { capacityOf, kneeOfModel } from './queue-model.ts';

const stepSeconds = 10;
const mostSteps = 8;
/** An answer rate below this share of what is asked counts as broken. */
const leastServed = 0.9;
const mostErrors = 0.01;

const repeats = Number(process.argv[2] ?? 3);
const rows: string[][] = [];
let isMet = true;
for (const setup of kneeServers) {
  const truth = truthOf(setup);
  const errors: number[] = [];
  for (let seed = 1; seed <= repeats; seed += 1) {
    const { knee, breaking, steps } = await measure(setup, seed);
    const error = knee ? knee.value / truth.knee - 1 : 1;
    errors.push(Math.abs(error));
    const interval = knee?.interval ? knee.interval.map(shown).join(' to ') : '';
    rows.push([
      setup.name,
      shown(truth.knee),
      knee ? shown(knee.value) : 'none',
      interval,
      knee ? `${(100 * error).toFixed(1)} %` : '',
      shown(truth.breaking),
      breaking ? `${shown(breaking.ratePerSecond)} (${breaking.why})` : 'none',
      steps,
    ]);
    console.error(rows.at(-1)?.join(' | '));
  }
  errors.sort((a, b) => a - b);
  if (!((errors[Math.floor(errors.length / 2)] ?? 1) <= 0.1)) isMet = false;
}
const head = ['server', 'knee', 'measured', '95 % interval', 'error', 'breaks at', 'measured', 'valid steps'];
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim()}, requests/s\n`,
);
console.log(markdownTable([head, ...rows]));
process.exitCode = isMet ? 0 : 1;

function truthOf(setup: KneeServer): { knee: number; breaking: number } {
  const capacity = capacityOf(setup);
  return {
    knee: kneeOfModel(setup, rampShares.from * setup.expectedRate, kneeFactor),
    breaking: capacity / (setup.queueLimit === undefined ? leastServed : 1 - mostErrors),
  };
}

async function measure(setup: KneeServer, seed: number): Promise<RampTraits & { steps: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-knee-'));
  try {
    writeFileSync(join(folder, 'sluice.yml'), JSON.stringify(settingsOf(setup, seed)));
    const cli = join(import.meta.dirname, '../../src/cli.ts');
    await promisify(execFile)(process.execPath, [cli, 'measure', '--out', 'run.json'], { cwd: folder });
    const run = decodeRun(readFileSync(join(folder, 'run.json'), 'utf8'), 'run.json');
    const traits = rampTraits(run);
    if (!traits) throw new Error('The run has no ramp.');
    const steps = run.blocks.filter(({ scenario }) => scenario === 'ramp');
    return {
      ...traits,
      steps: `${steps.filter(({ validity }) => validity.valid).length} of ${steps.length}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function settingsOf(setup: KneeServer, seed: number): object {
  const { workers, serviceMs, service, arrivals, expectedRate, queueLimit } = setup;
  const env = {
    WORKERS: String(workers),
    SERVICE_MS: String(serviceMs),
    SERVICE: service,
    SEED: String(seed),
    ...(queueLimit === undefined ? {} : { QUEUE_LIMIT: String(queueLimit) }),
  };
  const command = [process.execPath, join(import.meta.dirname, 'queue-server.ts')];
  return {
    version: 1,
    suite: 'knee',
    target: { process: { command, env, ready: { path: '/health', timeout: '20s' } } },
    protocol: { 'http-json': { path: '/', check: { 'json-path': 'label' } } },
    workload: { seed, classes: { text: { rows: [{ text: 'one' }, { text: 'another' }] } } },
    load: { 'expected-rate': expectedRate, arrivals, workers: 1 },
    scenarios: {
      ramp: {
        from: `${100 * rampShares.from}%`,
        to: `${100 * rampShares.to}%`,
        steps: mostSteps,
        step: `${stepSeconds}s`,
      },
    },
    // Time for steps to be measured again.
    profiles: { pr: { budget: '6m', scenarios: ['ramp', 'mixed'] } },
    pairing: { block: '200ms', 'lead-in': '50ms' },
  };
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
