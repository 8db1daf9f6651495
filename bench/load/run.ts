/**
 * Measures the load engine: `node bench/load/run.ts [--quick] [--no-install] [--only truth,pacing,…]
 * [--peers autocannon,wrk,…]`.
 * Writes out/bench/load.json and prints the tables. Wants a quiet machine; `--quick` shows only that everything runs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchMemory } from './memory.ts';
import { benchPacing } from './pacing.ts';
import { createPeers } from './peers.ts';
import { benchProfile } from './profile.ts';
import { renderResult, type BenchResult } from './result.ts';
import { fullSettings, quickSettings } from './settings.ts';
import { benchStart } from './start.ts';
import { benchStreams } from './streams.ts';
import { benchThroughput } from './throughput.ts';
import { benchTruth } from './truth.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    'no-install': { type: 'boolean', default: false },
    only: { type: 'string' },
    peers: { type: 'string' },
  },
});
const out = join(import.meta.dirname, '..', '..', 'out', 'bench');
const cache = join(out, 'cache');
mkdirSync(cache, { recursive: true });
const settings = values.quick ? quickSettings : fullSettings;
const peers = createPeers(cache, { install: !values['no-install'], only: values.peers?.split(',') });
const benches: Record<string, () => Promise<BenchResult>> = {
  truth: () => benchTruth(settings, peers, cache),
  pacing: () => benchPacing(settings, peers, cache),
  throughput: () => benchThroughput(settings, peers, cache),
  profile: () => benchProfile(settings, peers, cache),
  streams: () => benchStreams(settings, peers, cache),
  memory: () => benchMemory(settings),
  start: () => benchStart(settings),
};
const names = values.only?.split(',') ?? Object.keys(benches);
const results: BenchResult[] = [];
for (const name of names) {
  const bench = benches[name];
  if (!bench)
    throw new Error(`There is no benchmark "${name}"; there are ${Object.keys(benches).join(', ')}.`);
  const result = await bench();
  results.push(result);
  console.log(`${renderResult(result)}\n`);
}
const machine = { cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.version };
writeFileSync(
  join(out, 'load.json'),
  `${JSON.stringify({ quick: values.quick, machine, results }, null, 2)}\n`,
);
