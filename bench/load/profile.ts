import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNginx } from './nginx.ts';
import { peerRun } from './peer-commands.ts';
import type { Peers } from './peers.ts';
import type { BenchResult, BenchRow } from './result.ts';
import { runSluice, runTimed } from './run-client.ts';
import type { BenchSettings } from './settings.ts';

/** What V8's sampling profiler writes, as far as it is read here. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  /** Microseconds. */
  timeDeltas: number[];
}

const layers = [
  'socket writes (kernel)',
  'other native code',
  'garbage collection',
  'node: streams, timers, ...',
  'HTTP client library',
  'the program itself',
  'start: modules',
] as const;
type Layer = (typeof layers)[number];

/** Where the CPU time of a request goes, in each layer of the client: what the throughput figures are made of. */
export async function benchProfile(
  settings: BenchSettings,
  peers: Peers,
  cache: string,
): Promise<BenchResult> {
  const { throughputSeconds: seconds, throughputConnections: connections } = settings;
  const nginx = await startNginx(peers, cache);
  const autocannon = await peers.find('autocannon');
  const missing = [nginx, autocannon].filter((found) => typeof found === 'string');
  const columns: Record<string, Record<Layer, number>> = {};
  if (typeof nginx !== 'string') {
    try {
      columns.sluice = await profiled(async (environment) => {
        const order = { url: nginx.url, seconds, leadInSeconds: 0, api: 'json' as const, workers: 1 };
        const load = { kind: 'concurrency' as const, concurrency: connections, requests: 80_000 * seconds };
        return (await runSluice({ ...order, load }, environment)).completed;
      });
      if (typeof autocannon !== 'string') {
        columns.autocannon = await profiled(async (environment) => {
          const run = peerRun(autocannon, { url: nginx.url, seconds, connections }, cache);
          const { stdout, stderr } = await runTimed(run?.command ?? [], { environment });
          return Number(/"requests":\{[^}]*"total":(\d+)/.exec(`${stdout}\n${stderr}`)?.[1]);
        });
      }
    } finally {
      await nginx.stop();
    }
  }
  const rows: BenchRow[] = layers.map((layer) => ({
    layer,
    ...Object.fromEntries(
      Object.entries(columns).map(([client, spent]) => [`${client}, µs a request`, spent[layer]]),
    ),
  }));
  const method = `The load of "Throughput per core" under V8's sampling profiler (NODE_OPTIONS=--cpu-prof), all JavaScript threads, without their idle time; the profiler itself makes every client slower.`;
  return { name: 'Profile', method, rows, targets: [], notices: missing };
}

/** @param run takes the environment that switches the profiler on; resolves to the number of requests */
async function profiled(
  run: (environment: Record<string, string>) => Promise<number>,
): Promise<Record<Layer, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-profile-'));
  try {
    const requests = await run({ NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` });
    const spent = Object.fromEntries(layers.map((layer) => [layer, 0])) as Record<Layer, number>;
    for (const name of readdirSync(folder)) {
      const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile;
      addUp(profile, (layer, us) => (spent[layer] += us / requests));
    }
    return spent;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addUp({ nodes, samples, timeDeltas }: CpuProfile, add: (layer: Layer, us: number) => void): void {
  const layerOf = new Map(nodes.map(({ id, callFrame }) => [id, layerOfFrame(callFrame)]));
  samples.forEach((id, index) => {
    const layer = layerOf.get(id);
    if (layer) add(layer, timeDeltas[index] as number);
  });
}

function layerOfFrame({ functionName, url }: CpuProfile['nodes'][0]['callFrame']): Layer | undefined {
  if (functionName === '(idle)' || functionName === '(root)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (/^(writev|write\w+String|writeBuffer)$/.test(functionName) && url === '')
    return 'socket writes (kernel)';
  // llhttp, which both the client library and Node's own client run as WebAssembly or natively.
  if (url.startsWith('wasm://')) return 'HTTP client library';
  if (/node:internal\/(modules|bootstrap|process\/(esm|pre_execution)|deps\/amaro)/.test(url))
    return 'start: modules';
  if (url.startsWith('node:')) return 'node: streams, timers, ...';
  if (/node_modules\/(undici|autocannon\/lib\/httpClient|http-parser-js|@minimistjs)/.test(url))
    return 'HTTP client library';
  return url === '' ? 'other native code' : 'the program itself';
}
