import type { QueueModel } from './queue-model.ts';

export interface KneeServer extends QueueModel {
  name: string;
  expectedRate: number;
}

/** Of the expected rate. */
export const rampShares = { from: 0.2, to: 2 };

/** All take 200 requests a second at most. Answers take long enough that a busy machine adds little to them. */
const fixed = { workers: 16, serviceMs: 80, service: 'fixed', expectedRate: 140 } as const;
const exponential = { service: 'exponential', arrivals: 'poisson' } as const;

/** Those that a real ramp is tried on. */
export const kneeServers: readonly KneeServer[] = [
  { name: '16 workers, 80 ms', ...fixed, arrivals: 'poisson' },
  { name: '16 workers, 80 ms, constant arrivals', ...fixed, arrivals: 'constant' },
  {
    name: '16 workers, 80 ms, constant arrivals, queue of 16',
    ...fixed,
    arrivals: 'constant',
    queueLimit: 16,
  },
  { name: '8 workers, 40 ms, exponential', ...exponential, workers: 8, serviceMs: 40, expectedRate: 160 },
  { name: '16 workers, 80 ms, exponential', ...exponential, workers: 16, serviceMs: 80, expectedRate: 120 },
];
