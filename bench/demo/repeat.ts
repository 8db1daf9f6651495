/**
 * `npm run bench:demo -- --runs 10`: repeats what `npm run demo` does, each time with a seed of its own, and tells how
 * often each verdict came in each half, after how many seconds. Results go to out/bench/demo.json.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Demonstration, DemoResult } from '../../scripts/demo-gate.ts';
import { demonstrations, isAsExpected, runGate } from '../../scripts/demo-gate.ts';

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { runs: { type: 'string', default: '10' } } });

interface Outcome {
  half: Demonstration['name'];
  seed: number;
  verdict: string;
  asExpected: boolean;
  seconds: number;
  pairs: number;
  /** Effect and interval of the p50 latency of each class. */
  classes: Record<string, { effect: number | null; interval: [number, number] | null }>;
  sentence: string;
  /** One-minute load average before the gate: what else the machine was doing. */
  loadBefore: number;
}

function runOnce(demonstration: Demonstration, seed: number, usedSeconds: number): Outcome {
  const { name } = demonstration;
  const out = join('out', 'bench', `demo-${name}-${seed}`);
  const loadBefore = loadavg()[0] ?? 0;
  const startedAtMs = performance.now();
  runGate(demonstration, { usedSeconds, out, settings: [`workload.seed=${seed}`], flags: ['--quiet'] });
  const result = readResult(join(root, out, 'result.json'));
  const classes = result.metrics
    .filter((metric) => metric.id === 'latency.p50' && metric.class !== 'all')
    .map((metric) => [metric.class, { effect: metric.effect, interval: metric.interval }]);
  return {
    half: name,
    seed,
    verdict: result.verdict,
    asExpected: isAsExpected(demonstration, result),
    seconds: Math.round((performance.now() - startedAtMs) / 1000),
    pairs: result.pairsUsed,
    classes: Object.fromEntries(classes) as Outcome['classes'],
    sentence: result.sentence,
    loadBefore,
  };
}

function readResult(file: string): DemoResult {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoResult;
  } catch {
    // The gate has told its error on stderr; the table counts it as one.
    return { verdict: 'error', pairsUsed: 0, sentence: 'No result was written.', metrics: [] };
  }
}

const outcomes: Outcome[] = [];
for (let seed = 1; seed <= Number(values.runs); seed += 1) {
  let usedSeconds = 0;
  for (const demonstration of demonstrations) {
    const outcome = runOnce(demonstration, seed, usedSeconds);
    usedSeconds += outcome.seconds;
    outcomes.push(outcome);
    const { half, verdict, seconds, pairs, sentence } = outcome;
    console.log(`${seed} ${half}: ${verdict} after ${seconds} s, ${pairs} pairs. ${sentence}`);
  }
}
const summary = demonstrations.map(({ name }) => {
  const ofHalf = outcomes.filter(({ half }) => half === name);
  const verdicts = Object.groupBy(ofHalf, ({ verdict }) => verdict);
  const seconds = ofHalf.map((outcome) => outcome.seconds).sort((a, b) => a - b);
  return {
    half: name,
    ...Object.fromEntries(Object.entries(verdicts).map(([verdict, list]) => [verdict, list?.length ?? 0])),
    asExpected: ofHalf.filter(({ asExpected }) => asExpected).length,
    medianSeconds: seconds[Math.floor(seconds.length / 2)],
    longestSeconds: seconds.at(-1),
  };
});
console.table(summary);
mkdirSync(join(root, 'out', 'bench'), { recursive: true });
const machine = { cores: cpus().length, model: cpus()[0]?.model };
writeFileSync(
  join(root, 'out', 'bench', 'demo.json'),
  `${JSON.stringify({ date: new Date().toISOString(), machine, summary, outcomes }, null, 1)}\n`,
);
