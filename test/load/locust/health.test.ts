import { expect, test } from 'vitest';
import type { WorkerReport } from '../../../src/load/locust/frames.ts';
import { workersHealth } from '../../../src/load/locust/health.ts';

const report = (worker: number, more: Partial<WorkerReport> = {}): WorkerReport => ({
  kind: 'done',
  worker,
  sent: 10,
  connectionsOpened: 2,
  eventLoopDelayMs: { p50: 0.5, p99: 2, max: 3 },
  gcPauseMs: { total: 4, max: 1 },
  cpuSeconds: 0.5,
  wallMs: 2_000,
  ...more,
});

test('of the workers the worst counts for delays, and the sum for work', () => {
  const slow = { eventLoopDelayMs: { p50: 0.4, p99: 20, max: 30 }, gcPauseMs: { total: 1, max: 1 } };
  expect(workersHealth([report(0), report(1, slow), report(2, { cpuSeconds: 1.9 })])).toEqual({
    eventLoopDelayMs: { p50: 0.5, p99: 20, max: 30 },
    cpuShare: 1.45,
    busiestWorkerShare: 0.95,
    gcPauseMs: { total: 9, max: 1 },
    connectionsOpened: 6,
  });
});

test('a worker that had nothing to do used nothing', () => {
  expect(workersHealth([report(0, { cpuSeconds: 0, wallMs: 0 })])).toMatchObject({
    cpuShare: 0,
    busiestWorkerShare: 0,
  });
});
