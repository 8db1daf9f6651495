import { join } from 'node:path';

/** Everything the server takes from its environment, parsed once. */
export interface Settings {
  host: string;
  port: number;
  slots: number;
  /** Requests that may wait for a slot; the next one is answered 503. */
  maxQueue: number;
  threads: number;
  /** For demonstrations of a performance gate: the model has so many times its layers. */
  slowdown: number;
  modelDirectory: string;
}

export function readSettings(env: Record<string, string | undefined>): Settings {
  return {
    host: env.HOST ?? '127.0.0.1',
    port: readNumber(env, 'PORT', { fallback: 8080, min: 0, max: 65_535, integer: true }),
    slots: readNumber(env, 'SLOTS', { fallback: 4, min: 1, max: 64, integer: true }),
    maxQueue: readNumber(env, 'MAX_QUEUE', { fallback: 100, min: 0, max: 100_000, integer: true }),
    threads: readNumber(env, 'THREADS', { fallback: 1, min: 1, max: 64, integer: true }),
    slowdown: readNumber(env, 'SLOWDOWN', { fallback: 1, min: 1, max: 10 }),
    modelDirectory: env.MODEL_DIRECTORY ?? join(import.meta.dirname, 'models'),
  };
}

interface Bounds {
  fallback: number;
  min: number;
  max: number;
  integer?: boolean;
}

function readNumber(env: Record<string, string | undefined>, name: string, bounds: Bounds): number {
  const text = env[name];
  if (text === undefined || text.trim() === '') return bounds.fallback;
  const parsed = Number(text);
  const valid = parsed >= bounds.min && parsed <= bounds.max && (!bounds.integer || Number.isInteger(parsed));
  if (!valid) {
    const kind = bounds.integer ? 'a whole number' : 'a number';
    throw new RangeError(`${name} must be ${kind} from ${bounds.min} to ${bounds.max}, not "${text}".`);
  }
  return parsed;
}
