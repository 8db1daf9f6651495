import type { LoadPlan } from '../../src/model/plan.ts';
import type { HttpJsonPlan } from '../../src/model/protocol.ts';
import type { Workload } from '../../src/model/schedule.ts';

export const workload: Workload = {
  classes: [{ name: 'only', share: 1 }],
  items: [{ classIndex: 0, row: { text: 'x'.repeat(480) } }],
};

export const postText: HttpJsonPlan = {
  ...{ kind: 'http-json', method: 'POST', path: '/', headers: {} },
  body: { text: '{{text}}' },
  check: {},
};

export const loadPlan: LoadPlan = {
  ...{ expectedRatePerSecond: 1, mixedRatePerSecond: 1, arrivals: 'constant', workers: 1 },
  timeouts: {
    ...{ connectMs: 20_000, firstByteMs: 60_000, betweenChunksMs: 60_000 },
    ...{ totalMs: 120_000, graceMs: 60_000 },
  },
  generator: { sendLagP99Ms: 25, minimumAchievedRate: 0.98, eventLoopDelayP99Ms: 30 },
};
