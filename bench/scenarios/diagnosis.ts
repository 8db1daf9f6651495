/**
 * Which bottleneck is named where a real server has one: `node bench/scenarios/diagnosis.ts [PARTS OF NAMES]`. Each limit is provoked on
 * a small server of its own, which is measured by `sluice measure` with its own telemetry; nothing of a run is made up. Containers need
 * Docker. A GPU is not needed and none of its rules is tried. Ends with 1 where something else is named first.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { encodeRun } from '../../src/interop/index.ts';
import type { Bottleneck, Diagnosis } from '../../src/model/characteristics.ts';
import { characterise } from '../../src/verdict/index.ts';
import { ensureBaseImage } from '../../test/support/base-image.ts';
import { measureRun } from './measure-run.ts';

interface Provoked {
  what: string;
  /** Null where nothing limits it. */
  bottleneck: Bottleneck | null;
  target: () => Promise<Record<string, unknown>> | Record<string, unknown>;
  ratePerSecond: number;
  /** Beside `single` and `mixed`. */
  scenario?: Record<string, unknown>;
  /** Characters of an input. */
  characters?: number;
}

const limitedServer = join(import.meta.dirname, 'limited-server.js');
const queueServer = join(import.meta.dirname, 'queue-server.ts');
const cacheServer = join(import.meta.dirname, '../../test/support/kv-cache-server.js');
/** Runs stay there. */
const folder = join(import.meta.dirname, '../../out/diagnosis');
const ready = { path: '/health', timeout: '30s', interval: '50ms' };

type Env = Record<string, string>;
const processOf =
  (file: string, env: Env, metrics?: Record<string, unknown>) => (): Record<string, unknown> => ({
    process: { command: [process.execPath, file], env, ready, ...(metrics ? { metrics } : {}) },
  });

const containerOf = (env: Env, limits: Record<string, unknown>) => async () => ({
  container: {
    image: await ensureBaseImage(),
    command: ['node', '--input-type=module', '-e', readFileSync(limitedServer, 'utf8')],
    port: 8080,
    env: { HOST: '0.0.0.0', ...env },
    ready,
    ...limits,
  },
});

const vllmNames = { path: '/metrics' };
const provoked: readonly Provoked[] = [
  {
    what: 'nothing: 5 ms of waiting, 30 requests/s',
    bottleneck: null,
    target: processOf(limitedServer, { WAIT_MS: '5' }),
    ratePerSecond: 30,
  },
  {
    what: 'CPU: all cores compute',
    bottleneck: 'cpu',
    target: processOf(limitedServer, { ITERATIONS: '8000' }),
    ratePerSecond: 350,
  },
  {
    what: 'CPU: one thread computes',
    bottleneck: 'cpu',
    target: processOf(limitedServer, { ITERATIONS: '8000', SYNC: '1' }),
    ratePerSecond: 180,
  },
  {
    what: 'CPU: a container with 0.3 cores',
    bottleneck: 'cpu',
    target: containerOf({ ITERATIONS: '8000' }, { cpus: 0.3 }),
    ratePerSecond: 55,
  },
  {
    what: 'memory: a container that uses its limit',
    bottleneck: 'memory',
    // What is left must hold the program itself, whose pages are read from disk for ever otherwise.
    target: containerOf({ HOLD_MB: '965' }, { memory: '1g' }),
    ratePerSecond: 30,
  },
  {
    what: 'memory: a container that ends for want of it',
    bottleneck: 'memory',
    target: containerOf({ GROW_MB: '1' }, { memory: '300m' }),
    ratePerSecond: 5,
    scenario: { ramp: { from: '100%', to: '1000%', steps: 4, step: '4s' } },
  },
  {
    what: 'queue: a server that refuses beyond four waiting',
    bottleneck: 'queue',
    target: processOf(queueServer, { SERVICE_MS: '30', QUEUE_LIMIT: '4' }),
    ratePerSecond: 45,
  },
  {
    what: 'batching: two requests at a time, and room for more',
    bottleneck: 'batching',
    target: processOf(cacheServer, { MOST_RUNNING: '2', BLOCKS: '512', OUTPUT_TOKENS: '8' }, vllmNames),
    ratePerSecond: 60,
  },
  {
    what: 'KV cache: of four contexts',
    bottleneck: 'kv-cache',
    target: processOf(cacheServer, { BLOCKS: '36' }, vllmNames),
    ratePerSecond: 60,
    characters: 100,
  },
  {
    what: 'network: answers of 4 MiB',
    bottleneck: 'network',
    target: containerOf({ ANSWER_KB: '4096' }, {}),
    ratePerSecond: 60,
  },
  {
    what: 'network: connections refused for a tenth of the time',
    bottleneck: 'network',
    target: processOf(limitedServer, { DEAF_MS: '50' }),
    ratePerSecond: 40,
  },
  {
    what: 'cold cache: the first answer takes 1.5 s',
    bottleneck: 'cold-cache',
    target: processOf(limitedServer, { FIRST_MS: '1500' }),
    ratePerSecond: 30,
  },
  {
    what: 'generator: 20,000 requests/s are asked',
    bottleneck: 'generator',
    target: processOf(limitedServer, { WAIT_MS: '0' }),
    ratePerSecond: 20_000,
  },
];

async function diagnosesOf(each: Provoked): Promise<Diagnosis[]> {
  const { ratePerSecond, scenario, characters = 20 } = each;
  const budget = scenario ? '50s' : '25s';
  const run = await measureRun({
    version: 1,
    suite: 'diagnosis',
    target: await each.target(),
    protocol: { 'http-json': { path: '/' } },
    workload: {
      classes: { only: { rows: ['a', 'b', 'c', 'd'].map((text) => ({ text: text.repeat(characters) })) } },
    },
    load: {
      'expected-rate': ratePerSecond,
      'mixed-rate': ratePerSecond,
      workers: 1,
      timeouts: { total: '5s', grace: '2s' },
      // What a busy machine does to the generator is not what is asked here.
      generator: { 'send-lag-p99': '200ms', 'event-loop-delay-p99': '200ms', 'cpu-stolen': '100%' },
    },
    scenarios: { single: { 'requests-per-class': 10 }, ...scenario },
    profiles: { release: { budget, scenarios: ['single', ...Object.keys(scenario ?? {}), 'mixed'] } },
    pairing: { block: '1500ms', 'lead-in': '300ms' },
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${each.what.replaceAll(/\W+/g, '-')}.json`), encodeRun(run));
  return characterise(run, { slo: [] }).diagnoses ?? [];
}

const parts = process.argv.slice(2);
const rows: string[][] = [];
let areRight = true;
for (const each of provoked.filter(
  ({ what }) => parts.length === 0 || parts.some((part) => what.includes(part)),
)) {
  const diagnoses = await diagnosesOf(each).catch((thrown: Error) => {
    console.error(`${each.what}: ${thrown.message.split('\n')[0] ?? ''}`);
  });
  if (!diagnoses) {
    rows.push([each.what, each.bottleneck ?? 'nothing', 'could not be measured', '', '']);
    areRight = false;
    continue;
  }
  const [first] = diagnoses;
  const isRight = (first?.bottleneck ?? null) === each.bottleneck;
  areRight &&= isRight;
  const others = diagnoses.slice(1).map(({ bottleneck }) => bottleneck);
  rows.push([
    each.what,
    each.bottleneck ?? 'nothing',
    first?.bottleneck ?? 'nothing',
    first?.evidence.join('; ') ?? '',
    others.join(', '),
  ]);
  console.error(`${isRight ? 'right' : 'WRONG'}: ${rows.at(-1)?.join(' | ')}`);
}
const head = ['provoked', 'to be named', 'named first', 'its evidence', 'named besides'];
console.log(`${new Date().toISOString().slice(0, 10)}\n\n${markdownTable([head, ...rows])}`);
process.exitCode = areRight ? 0 : 1;
