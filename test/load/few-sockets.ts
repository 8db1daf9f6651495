/**
 * Sends more requests at a time than there may be sockets, to a server that does not answer, and prints what became of
 * them. The server is the one at the port that is the argument, or one inside. A program of its own, because the limits are those of a process or of a network.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createEngine, recordBlock } from '../../src/load/index.ts';
import { outcomes } from '../../src/model/sample.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';

const bounds = { sendLagP99Ms: 1000, minimumAchievedRate: 0.1, eventLoopDelayP99Ms: 1000 };
const workload = { classes: [{ name: 'only', share: 1 }], items: [{ classIndex: 0, row: {} }] };
const requests = 150;
const block: BlockPlan = {
  scenario: 'mixed',
  index: 0,
  leadInMs: 0,
  durationMs: 200,
  ratePerSecond: requests / 0.2,
  arrivals: {
    kind: 'open',
    schedule: {
      dueAtMs: Float64Array.from({ length: requests }, (_, row) => row),
      itemIndex: new Uint32Array(requests),
    },
  },
};

// The port of the server inside lies outside of the range that connections take theirs from.
const port = Number(process.argv[2] ?? 18_080);
if (!process.argv[2]) await once(createServer(() => undefined).listen(port, '127.0.0.1'), 'listening');
const engine = await createEngine({
  protocol: { kind: 'http-json', method: 'GET', path: '/', headers: {}, check: {} },
  workload,
  salt: '',
  load: {
    expectedRatePerSecond: 1,
    mixedRatePerSecond: 1,
    arrivals: 'constant',
    timeouts: { connectMs: 2000, firstByteMs: 2000, betweenChunksMs: 2000, totalMs: 2000, graceMs: 200 },
    workers: 1,
    generator: bounds,
  },
});
const measured = await engine.run(
  block,
  { baseUrl: `http://127.0.0.1:${port}` },
  { signal: new AbortController().signal },
);
await engine.close();
const { validity } = recordBlock(block, measured, { workload, order: 0, start: 0, bounds });
const counts: Record<string, number> = {};
for (const index of measured.samples.outcome) {
  const outcome = outcomes[index] as string;
  counts[outcome] = (counts[outcome] ?? 0) + 1;
}
console.log(JSON.stringify({ counts, health: measured.health, validity }));
process.exit();
