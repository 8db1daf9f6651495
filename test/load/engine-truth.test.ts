import { expect, test } from 'vitest';
import { recordBlock } from '../../src/load/index.ts';
import { bounds, openBlock, runBlock, startDelayServer, twoClasses } from './support.ts';

const lowest = (valuesMs: number[] | undefined) => Math.min(...(valuesMs ?? [0]));

test('p50 is never below the server’s delay, nor is any other value', async () => {
  const server = await startDelayServer({ DELAY_MS: '30' });
  const block = openBlock(100, 1000, 200);
  const measured = await runBlock(block, server.baseUrl).finally(() => server.stop());
  const { classes } = recordBlock(block, measured, { workload: twoClasses, order: 0, start: 0, bounds });
  for (const { attempted, completed, timings } of Object.values(classes)) {
    expect(completed).toBe(attempted);
    // A bucket is 0.02 ms wide there, and its value is the centre.
    expect(lowest(timings.service?.valuesMs)).toBeGreaterThanOrEqual(29.98);
    expect(lowest(timings.latency?.valuesMs)).toBeGreaterThanOrEqual(29.98);
  }
});

test('a server that freezes shows in the latency from the schedule for all who had to wait', async () => {
  const server = await startDelayServer({ DELAY_MS: '0', FREEZE_AT_MS: '300', FREEZE_MS: '500' });
  const { samples } = await runBlock(openBlock(100, 1200), server.baseUrl).finally(() => server.stop());
  const latencies = Array.from(samples.endAtMs, (end, row) => end - (samples.dueAtMs[row] as number));
  // About 50 requests are due while it stands still; the k-th of them waits for what is left of the 500 ms.
  expect(Math.max(...latencies)).toBeGreaterThanOrEqual(480);
  for (const waited of [400, 300, 200, 100]) {
    const expected = (500 - waited) / 10;
    expect(latencies.filter((latency) => latency >= waited).length).toBeGreaterThanOrEqual(expected - 2);
  }
  expect(samples.count).toBe(120);
});
