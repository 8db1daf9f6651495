/** Sends blocks of 50,000 requests, reduces each to a block record, and prints the resident size at the given counts. */
import { createEngine, recordBlock } from '../../../src/load/index.ts';

const [url, ...marks] = process.argv.slice(2) as [string, ...string[]];
const blockSize = 50_000;
const workload = { classes: [{ name: 'all-alike', share: 1 }], items: [{ classIndex: 0, row: {} }] };
const bounds = { sendLagP99Ms: 25, minimumAchievedRate: 0.98, eventLoopDelayP99Ms: 30 };
const engine = await createEngine({
  protocol: {
    kind: 'http-json',
    method: 'POST',
    path: '/',
    headers: {},
    body: { text: 'x'.repeat(480) },
    check: {},
  },
  workload,
  salt: 'bench',
  load: {
    expectedRatePerSecond: 1,
    mixedRatePerSecond: 1,
    arrivals: 'constant',
    workers: 1,
    timeouts: {
      connectMs: 5000,
      firstByteMs: 30_000,
      betweenChunksMs: 30_000,
      totalMs: 60_000,
      graceMs: 10_000,
    },
    generator: bounds,
  },
});
let sent = 0;
for (const [index, mark] of marks.map(Number).entries()) {
  while (sent < mark) {
    const count = Math.min(blockSize, mark - sent);
    const block = {
      scenario: 'mixed' as const,
      index,
      leadInMs: 0,
      durationMs: 600_000,
      arrivals: {
        kind: 'closed' as const,
        loop: { concurrency: 64, itemIndex: new Uint32Array(count), maximumMs: 600_000 },
      },
    };
    const measured = await engine.run(block, { baseUrl: url }, { signal: new AbortController().signal });
    sent +=
      recordBlock(block, measured, { workload, order: 0, start: 0, bounds }).classes['all-alike']
        ?.attempted ?? 0;
  }
  console.log(JSON.stringify({ requests: sent, residentBytes: process.memoryUsage.rss() }));
}
await engine.close();
