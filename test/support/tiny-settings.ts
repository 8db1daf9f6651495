import { modelServer } from './command-line.ts';

interface TinySettings {
  /** Environment of the candidate's model server, see model-server.js. */
  candidate?: Record<string, string>;
  /** The same for the base; without it there is none. */
  base?: Record<string, string>;
  /** Replaces parts of the settings. */
  settings?: Record<string, unknown>;
}

const texts = [
  'short',
  'a text of middle length',
  'a text that is longer than all the other texts of this list',
];

/** Only a collapse counts: where several gates start at once on two cores, a p50 of 10 ms was seen to become 70 ms. */
const wideGate = {
  tolerance: { p50: '300%', throughput: '300%', 'error-rate': '20%' },
  detect: { p50: '900%', throughput: '900%', 'error-rate': '50%' },
  metrics: ['p50', 'error-rate'],
};

/**
 * A `sluice.yml` (JSON is YAML) for a gate of a few seconds on a tiny model server. Its bounds for the generator and its
 * margins are far too wide for a real gate: what is tested is the way from end to end, on machines that are busy.
 */
export function tinySettings({ candidate = {}, base, settings = {} }: TinySettings = {}): string {
  return JSON.stringify(
    {
      version: 1,
      suite: 'tiny',
      target: {
        process: {
          command: [process.execPath, modelServer],
          env: candidate,
          ready: { path: '/health', timeout: '20s', interval: '20ms' },
        },
      },
      ...(base ? { base: { process: { env: base } } } : {}),
      protocol: { 'http-json': { path: '/', check: { 'json-path': 'label' } } },
      workload: { classes: { text: { rows: texts.map((text) => ({ text })) } } },
      load: {
        'expected-rate': 40,
        'mixed-rate': 40,
        arrivals: 'constant',
        workers: 1,
        timeouts: { grace: '1s' },
        generator: {
          'send-lag-p99': '5s',
          'event-loop-delay-p99': '5s',
          'minimum-achieved-rate': '10%',
          'cpu-stolen': '100%',
        },
      },
      profiles: { pr: { budget: '60s', scenarios: ['mixed'] } },
      pairing: { block: '300ms', 'lead-in': '50ms', 'restart-every': 0, 'maximum-pairs': 6 },
      gate: wideGate,
      ...settings,
    },
    null,
    2,
  );
}
