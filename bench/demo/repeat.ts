/**
 * `npm run bench:demo -- --runs 10`: repeats the demo's unchanged build (A/A) and, with `--slower`, the slowed one, each
 * with a seed of its own, and tells how often each verdict came, with its minutes. Results go to out/bench/demo.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoConfig, slowerSettings } from '../../scripts/demo-gate.ts';

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10' }, slower: { type: 'boolean', default: false } },
});

interface Outcome {
  seed: number;
  verdict: string;
  seconds: number;
  pairs: number;
  /** Effect and interval of the long inputs' p50 latency. */
  long: { effect: number | null; interval: [number, number] | null };
  sentence: string;
  /** One-minute load average before the run: what else the machine was doing. */
  loadBefore: number;
}

function runOnce(seed: number): Outcome {
  const out = join('out', 'bench', `demo-${values.slower ? 'slower' : 'unchanged'}-${seed}`);
  rmSync(join(root, out), { recursive: true, force: true });
  const loadBefore = loadavg()[0] ?? 0;
  const startedAtMs = performance.now();
  const settings = [`workload.seed=${seed}`, ...(values.slower ? slowerSettings : [])];
  spawnSync(
    process.execPath,
    [
      join(root, 'dist', 'cli', 'index.js'),
      'run',
      '--config',
      demoConfig,
      '--set',
      ...settings,
      '--out',
      out,
      '--quiet',
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  const none = { verdict: 'error', pairsUsed: 0, sentence: 'No result was written.', metrics: [] };
  const result = (readJson(join(root, out, 'result.json')) ?? none) as {
    verdict: string;
    pairsUsed: number;
    sentence: string;
    metrics: { id: string; class: string; effect: number | null; interval: [number, number] | null }[];
  };
  const long = result.metrics.find((metric) => metric.id === 'latency.p50' && metric.class === 'long');
  return {
    seed,
    verdict: result.verdict,
    seconds,
    pairs: result.pairsUsed,
    long: { effect: long?.effect ?? null, interval: long?.interval ?? null },
    sentence: result.sentence,
    loadBefore,
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // The gate has told its error on stderr; the table counts it as one.
    return undefined;
  }
}

const outcomes: Outcome[] = [];
for (let seed = 1; seed <= Number(values.runs); seed += 1) {
  const outcome = runOnce(seed);
  outcomes.push(outcome);
  console.log(
    `${seed}: ${outcome.verdict} after ${outcome.seconds} s, ${outcome.pairs} pairs. ${outcome.sentence}`,
  );
}
const counts = Object.groupBy(outcomes, ({ verdict }) => verdict);
const summary = Object.fromEntries(
  Object.entries(counts).map(([verdict, list]) => [verdict, list?.length ?? 0]),
);
console.log(JSON.stringify(summary));
mkdirSync(join(root, 'out', 'bench'), { recursive: true });
const machine = { cores: cpus().length, model: cpus()[0]?.model };
const file = join(root, 'out', 'bench', `demo-${values.slower ? 'slower' : 'unchanged'}.json`);
writeFileSync(
  file,
  `${JSON.stringify({ date: new Date().toISOString(), machine, summary, outcomes }, null, 1)}\n`,
);
