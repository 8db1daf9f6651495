import type { Run } from '../../src/model/run.ts';
import { runSchema } from '../../src/model/run.ts';

export const originEpochMs = 1_700_000_000_000;

/** A run in which nothing was measured yet. */
export function simulatedRun(seed: number): Run {
  return {
    schema: runSchema,
    suite: 'simulated',
    arm: 'candidate',
    provenance: {
      sluiceVersion: '0.0.0',
      measuredAt: '2026-01-02T03:04:05.000Z',
      target: { kind: 'process', name: 'simulated' },
      profile: 'release',
      seed,
      planHash: 'plan',
      workloadHash: 'workload',
      environment: {
        fingerprint: 'machine',
        cpuModel: 'simulated',
        cores: 2,
        memoryGiB: 8,
        gpus: [],
        kernel: '6.0',
        runnerImage: 'none',
        nodeVersion: '24.0.0',
      },
    },
    classes: [{ name: 'only', share: 1 }],
    coldStarts: [{ start: 0, readyMs: 1000 }],
    blocks: [],
    errorExamples: [],
    warnings: [],
  };
}
