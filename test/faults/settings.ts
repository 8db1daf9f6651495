import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processSettings } from '../action/gate-scene.ts';

/** Of `faulty-server.js`: FAULT, EVERY, AFTER, DELAY_MS, METRICS. */
export type Faulty = Record<string, string | number>;

/** Long enough for a busy machine, short enough for a matrix of dozens of gates. */
const timeouts = {
  connect: '2s',
  'first-byte': '500ms',
  'between-chunks': '500ms',
  total: '1s',
  grace: '1s',
};

/** What a hundred requests can tell for certain: none of them failed, or a third did. */
export const errorLimit = { 'error-rate': '12%' };

type Settings = Record<string, unknown>;

function withFaulty(
  settings: object,
  candidate: Faulty,
  base: Faulty | undefined,
  change: Settings,
): Settings {
  const { target, load, ...others } = settings as { target: { process: Settings }; load: Settings };
  const ready = { path: '/health', timeout: '20s', interval: '50ms' };
  const metrics = 'METRICS' in candidate ? { metrics: { path: '/metrics' } } : {};
  const program = { command: ['node', 'faulty.js'], env: candidate, ready, ...metrics };
  return {
    ...others,
    target: { process: { ...target.process, ...program } },
    ...(base ? { base: { process: { env: base } } } : {}),
    load: { ...load, timeouts },
    ...change,
  };
}

/**
 * One arm, judged by its error rate alone: the shortest gate that has a verdict, about 7 s, and a certain one. A healthy
 * server passes, one that answers every third request wrongly fails.
 */
export function sloSettings(candidate: Faulty = {}, change: Settings = {}): Settings {
  const settings = processSettings(20) as { gate: Settings; pairing: Settings };
  // Long enough for a fault in the middle.
  const pairing = { ...settings.pairing, 'maximum-pairs': 14 };
  return withFaulty(
    { ...settings, pairing, gate: { ...settings.gate, mode: 'slo' }, slo: errorLimit },
    { DELAY_MS: 20, ...candidate },
    undefined,
    change,
  );
}

/** The same for a server that streams tokens. */
export function streamSettings(candidate: Faulty = {}, change: Settings = {}): Settings {
  return sloSettings(candidate, {
    protocol: {
      'openai-chat': { body: { model: 'm', messages: [{ role: 'user', content: '{{n}}' }], max_tokens: 8 } },
    },
    ...change,
  });
}

/** Candidate and base, at most eight pairs of blocks of 0.3 s: about 9 s. Only a collapse counts. */
export function pairedSettings(candidate: Faulty = {}, base: Faulty = {}, change: Settings = {}): Settings {
  // The base has the candidate's settings but for its own.
  const equal = { DELAY_MS: 20, FAULT: '' };
  const settings = processSettings(20, { baseDelayMs: 20 });
  return withFaulty(settings, { ...equal, ...candidate }, { ...equal, ...base }, change);
}

/** As `sloSettings`, in a container of the base image that needs no file of ours. */
export function containerSettings(image: string, candidate: Faulty = {}, container: Settings = {}): Settings {
  const settings = sloSettings();
  return { ...settings, target: { container: containerOf(image, candidate, container) } };
}

export function containerOf(image: string, env: Faulty, container: Settings = {}): Settings {
  return {
    image,
    port: 8080,
    pull: 'never',
    env: { DELAY_MS: 20, HOST: '0.0.0.0', ...env },
    command: [
      'node',
      '--input-type=module',
      '--eval',
      readFileSync(join(import.meta.dirname, 'faulty-server.js'), 'utf8'),
    ],
    ready: { path: '/health', timeout: '20s', interval: '50ms' },
    ...container,
  };
}
