import { modelServer } from '../../../support/command-line.ts';
import { startServer } from './fleet.ts';
import type { Server } from './fleet.ts';

/** A server that waits instead of computing: what differs between two measurements of it is the measurement. */
export const startWaitingServer = (env: Record<string, string> = {}): Promise<Server> =>
  startServer(
    [process.execPath, modelServer],
    { PORT: '0', BASE_MS: '200', PER_CHARACTER_MS: '2', SPREAD: '0.3', ...env },
    /port (\d+)/,
  );

/** Bounds of the generator that a machine with five generators and a server on two cores keeps. */
export const generator = {
  'send-lag-p99': '250ms',
  'event-loop-delay-p99': '250ms',
  'minimum-achieved-rate': '90%',
  'cpu-stolen': '100%',
};

export const settingsFor = (url: string, change: object = {}): object => ({
  version: 1,
  suite: 'shards',
  target: { url: { address: url } },
  protocol: { 'http-json': { path: '/', check: { 'json-path': 'label' } } },
  workload: {
    seed: 5,
    classes: {
      short: { weight: 60, rows: [{ text: 'how do I pay' }, { text: 'where is my parcel' }] },
      long: {
        weight: 40,
        rows: [{ text: 'a longer text that the server takes more time to read, as models do' }],
      },
    },
  },
  load: { 'expected-rate': 90, 'mixed-rate': 90, workers: 1, generator },
  profiles: { pr: { budget: '70s', scenarios: ['mixed'] } },
  pairing: { block: '2s', 'lead-in': '200ms', 'maximum-pairs': 20 },
  slo: { latency: { p95: '2s' }, 'error-rate': '5%' },
  shards: { pause: '500ms' },
  ...change,
});
