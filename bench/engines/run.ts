/**
 * What the engines cost and how exact they are, on the same servers in turn: `node bench/engines/run.ts [NAME...]` (built-in,
 * k6, locust). Requests and tokens count per second of CPU that the generator used, all of its processes together, so that a
 * machine that is busy with other things changes little; the ratio to the built-in engine is of the same rounds.
 */
import { quantileSorted } from 'simple-statistics';
import type { Engine } from '../../src/load/index.ts';
import { requestTimings } from '../../src/load/request-timings.ts';
import type { ProtocolPlan } from '../../src/model/protocol.ts';
import { outcomes, type BlockSamples } from '../../src/model/sample.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { startServer } from '../load/server-process.ts';
import { engines, openEngine } from './engines.ts';

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(engines);
const [rounds, seconds, users, tokensPerStream] = [3, 5, 16, 200];
/** Of `exact.ts constant`. */
const delayMs = 20;
const ratePerSecond = 100;
const { signal } = new AbortController();

const json: ProtocolPlan = {
  kind: 'http-json',
  method: 'POST',
  path: '/',
  headers: {},
  body: { text: '{{text}}' },
  check: {},
};
const chat: ProtocolPlan = {
  kind: 'openai-chat',
  path: '/v1/chat/completions',
  headers: {},
  body: { messages: [{ role: 'user', content: '{{text}}' }] },
  check: {},
};

interface Measured extends BlockSamples {
  cpuSeconds: number;
}

async function measured(engine: Engine, block: BlockPlan, baseUrl: string): Promise<Measured> {
  const before = process.cpuUsage();
  const beganAtMs = performance.now();
  const samples = await engine.run(block, { baseUrl }, { signal });
  const { user, system } = process.cpuUsage(before);
  const wallSeconds = (performance.now() - beganAtMs) / 1000;
  // Threads of this process are in its own CPU time, other programs are not.
  const ofPrograms = engine.origin ? samples.health.cpuShare * wallSeconds : 0;
  return { ...samples, cpuSeconds: (user + system) / 1e6 + ofPrograms };
}

const times = { scenario: 'mixed', index: 0, leadInMs: 0, durationMs: seconds * 1000 } as const;
const closed: BlockPlan = {
  ...times,
  arrivals: {
    kind: 'closed',
    loop: { concurrency: users, itemIndex: new Uint32Array(400_000), maximumMs: seconds * 1000 },
  },
};
const requests = ratePerSecond * seconds;
const open: BlockPlan = {
  ...times,
  ratePerSecond,
  arrivals: {
    kind: 'open',
    schedule: {
      dueAtMs: Float64Array.from({ length: requests }, (_, i) => ((i + 0.5) * 1000) / ratePerSecond),
      itemIndex: new Uint32Array(requests),
    },
  },
};

const succeeded = ({ samples }: BlockSamples): number[] =>
  Array.from({ length: samples.count }, (_, row) => row).filter(
    (row) => outcomes[samples.outcome[row] as number] === 'ok',
  );

interface Found {
  [value: string]: number[];
}

/** Every engine once a round. */
async function inTurn(
  server: [string, ...string[]],
  protocol: ProtocolPlan,
  block: BlockPlan,
  valuesOf: (measured: Measured) => Record<string, number>,
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>(names.map((name) => [name, {}]));
  const target = await startServer(...server);
  const opened = new Map<string, Engine>();
  try {
    for (const name of names) opened.set(name, await openEngine(name, protocol));
    for (let round = -1; round < rounds; round++) {
      for (const [name, engine] of opened) {
        const values = valuesOf(await measured(engine, block, target.url));
        // The first compiles.
        if (round < 0) continue;
        for (const [key, value] of Object.entries(values)) (found.get(name)![key] ??= []).push(value);
      }
    }
  } finally {
    for (const engine of opened.values()) await engine.close();
    await target.stop();
  }
  return found;
}

const median = (values: readonly number[] = []): number =>
  values.length > 0
    ? quantileSorted(
        values.toSorted((a, b) => a - b),
        0.5,
      )
    : Number.NaN;

function tell(title: string, found: Map<string, Found>): void {
  console.log(`\n${title}`);
  const base = found.get('built-in');
  const rows = [...found].map(([engine, values]) => {
    const cells = Object.entries(values).map(([key, list]) => [key, Number(median(list).toPrecision(3))]);
    const [first = ''] = Object.keys(values);
    const ratio =
      base && first ? Number((median(base[first]) / median(values[first])).toPrecision(2)) : Number.NaN;
    return { engine, ...Object.fromEntries(cells), 'built-in / this': ratio };
  });
  console.table(rows);
}

tell(
  `${users} users against a server that answers at once, ${rounds} rounds of ${seconds} s`,
  await inTurn(['instant.ts'], json, closed, (one) => ({
    'requests per CPU second': succeeded(one).length / one.cpuSeconds,
    'requests per second': succeeded(one).length / seconds,
  })),
);
tell(
  `${users} streams of ${tokensPerStream} tokens`,
  await inTurn(['tokens.ts', String(tokensPerStream)], chat, closed, (one) => ({
    'tokens per CPU second': (succeeded(one).length * tokensPerStream) / one.cpuSeconds,
    'tokens per second': (succeeded(one).length * tokensPerStream) / seconds,
  })),
);
tell(
  `${ratePerSecond} requests/s to a server that answers after exactly ${delayMs} ms: what the engine adds, in ms`,
  await inTurn(['exact.ts', 'constant'], json, open, (one) => {
    const rows = succeeded(one);
    const sorted = (timing: 'latency' | 'service') =>
      rows.map((row) => requestTimings(one.samples, row)[timing]).sort((a, b) => a - b);
    const [latency, service] = [sorted('latency'), sorted('service')];
    return {
      'latency p50': quantileSorted(latency, 0.5) - delayMs,
      'latency p95': quantileSorted(latency, 0.95) - delayMs,
      'service p50': quantileSorted(service, 0.5) - delayMs,
      'send lag p99': one.health.sendLagMs.p99,
      'requests lost': requests - rows.length,
    };
  }),
);
