import { join } from 'node:path';
import type { Run } from '../../src/model/run.ts';
import { measureRun } from './measure-run.ts';

const server = join(import.meta.dirname, 'queue-server.ts');

export interface QueueMeasurement {
  /** Parameters of the queue server. */
  env: Record<string, string>;
  seed: number;
  /** Of `sluice.yml`, beside target, protocol and workload; the profile is `release`. */
  settings: Record<string, unknown>;
}

/** Measures the queue server by `sluice measure`. */
export const measureQueue = ({ env, seed, settings }: QueueMeasurement): Promise<Run> =>
  measureRun({
    version: 1,
    suite: 'queue',
    target: {
      process: {
        command: [process.execPath, server],
        env,
        ready: { path: '/health', timeout: '20s', interval: '20ms' },
      },
    },
    protocol: { 'http-json': { path: '/' } },
    workload: { seed, classes: { only: { rows: [{ text: 'one' }, { text: 'another' }] } } },
    pairing: { block: '1s', 'lead-in': '100ms' },
    ...settings,
  });
