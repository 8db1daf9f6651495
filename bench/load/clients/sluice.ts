/** The engine as a process of its own: takes an order as JSON, prints what it measured as JSON. */
import { createEngine } from '../../../src/load/index.ts';
import type { ProtocolPlan } from '../../../src/model/protocol.ts';
import { outcomes } from '../../../src/model/sample.ts';
import type { BlockPlan, Workload } from '../../../src/model/schedule.ts';
import { rank } from '../result.ts';
import type { ClientOrder, ClientResult } from './order.ts';

const order = JSON.parse(process.argv[2] ?? '{}') as ClientOrder;
const text = 'x'.repeat(480);
const protocol: ProtocolPlan =
  order.api === 'json'
    ? { kind: 'http-json', method: 'POST', path: '/', headers: {}, body: { text }, check: {} }
    : {
        kind: 'openai-chat',
        path: '/v1/chat/completions',
        headers: {},
        body: { id: '{{id}}', text },
        check: {},
      };

const block = planBlock();
const { itemIndex } = block.arrivals.kind === 'closed' ? block.arrivals.loop : block.arrivals.schedule;
// Streams are told apart by an id of their own; plain answers need one input only.
const items = Array.from({ length: order.api === 'chat' ? itemIndex.length : 1 }, (_, id) => ({
  classIndex: 0,
  row: { id },
}));
const workload: Workload = { classes: [{ name: 'all-alike', share: 1 }], items };

const engine = await createEngine({
  protocol,
  workload,
  salt: 'bench',
  load: {
    expectedRatePerSecond: 1,
    mixedRatePerSecond: 1,
    arrivals: 'constant',
    workers: order.workers,
    timeouts: {
      connectMs: 5000,
      firstByteMs: 30_000,
      betweenChunksMs: 30_000,
      totalMs: 60_000,
      graceMs: 10_000,
    },
    generator: { sendLagP99Ms: 25, minimumAchievedRate: 0.98, eventLoopDelayP99Ms: 30 },
  },
});
const { samples, health } = await engine.run(
  block,
  { baseUrl: order.url },
  { signal: new AbortController().signal },
);
await engine.close();

const counts: Record<string, number> = {};
const latencies: number[] = [];
const ttftById: Record<string, number> = {};
let outputTokens = 0;
let lastEndMs = 0;
for (let row = 0; row < samples.count; row++) {
  const at = (column: Float64Array) => column[row] as number;
  const outcome = outcomes[samples.outcome[row] as number] as string;
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  if (outcome !== 'ok') continue;
  lastEndMs = Math.max(lastEndMs, at(samples.endAtMs));
  if (at(samples.dueAtMs) < block.leadInMs) continue;
  latencies.push(at(samples.endAtMs) - at(samples.dueAtMs) - (samples.connectMs?.[row] ?? 0));
  if (order.api !== 'chat') continue;
  outputTokens += at(samples.outputTokens);
  ttftById[String(samples.itemIndex[row])] = at(samples.firstTokenAtMs) - at(samples.sentAtMs);
}
const sorted = Float64Array.from(latencies).sort();
console.log(
  JSON.stringify({
    count: samples.count,
    completed: counts.ok ?? 0,
    outcomes: counts,
    seconds: lastEndMs / 1000,
    latencyMs: {
      p50: rank(sorted, 0.5),
      p95: rank(sorted, 0.95),
      p99: rank(sorted, 0.99),
      p999: rank(sorted, 0.999),
      max: rank(sorted, 1),
    },
    health,
    outputTokens,
    ttftById,
  } satisfies ClientResult),
);

function planBlock(): BlockPlan {
  const { load, seconds, leadInSeconds } = order;
  const common = {
    scenario: 'mixed' as const,
    index: 0,
    leadInMs: leadInSeconds * 1000,
    durationMs: seconds * 1000,
  };
  if (load.kind === 'concurrency') {
    const loop = {
      concurrency: load.concurrency,
      itemIndex: indexes(load.requests),
      maximumMs: (leadInSeconds + seconds) * 1000,
    };
    return { ...common, arrivals: { kind: 'closed', loop } };
  }
  const rate = load.ratePerSecond;
  const dueAtMs = Float64Array.from(
    { length: Math.round(rate * (seconds + leadInSeconds)) },
    (_, row) => (row * 1000) / rate,
  );
  return {
    ...common,
    ratePerSecond: rate,
    arrivals: { kind: 'open', schedule: { dueAtMs, itemIndex: indexes(dueAtMs.length) } },
  };
}

function indexes(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => (order.api === 'chat' ? row : 0));
}
