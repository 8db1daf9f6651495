/** Everything the server takes from its environment, parsed once. */
export interface Settings {
  host: string;
  port: number;
  workers: number;
  /** Requests that may wait for a worker; the next one is answered 503. */
  maxQueue: number;
  fault: FaultSettings;
}

/** Deliberate faults, for demonstrations of a performance gate. All of them are off by default. */
export interface FaultSettings {
  /** Factor on the model's own compute: 1.3 makes an inference take 1.3 times as long. */
  slowdownFactor: number;
  /** The slowdown touches only tickets of at least this many words; 0 means all. */
  slowdownFromWords: number;
  /** Share of requests, 0 to 1, answered 500 in place of a route. */
  errorRatio: number;
  /** Factor on the time from the start of the process to ready: 2 makes a start take twice as long. */
  startSlowdownFactor: number;
}

export function readSettings(env: Record<string, string | undefined>): Settings {
  return {
    host: env.HOST ?? '127.0.0.1',
    port: readNumber(env, 'PORT', { fallback: 8080, min: 0, max: 65_535, integer: true }),
    workers: readNumber(env, 'WORKERS', { fallback: 1, min: 1, max: 64, integer: true }),
    maxQueue: readNumber(env, 'MAX_QUEUE', { fallback: 200, min: 0, max: 100_000, integer: true }),
    fault: {
      slowdownFactor: readNumber(env, 'SLOWDOWN', { fallback: 1, min: 1, max: 100 }),
      slowdownFromWords: readNumber(env, 'SLOWDOWN_FROM_WORDS', {
        fallback: 0,
        min: 0,
        max: 1_000_000,
        integer: true,
      }),
      errorRatio: readNumber(env, 'ERROR_RATE', { fallback: 0, min: 0, max: 1 }),
      startSlowdownFactor: readNumber(env, 'START_SLOWDOWN', { fallback: 1, min: 1, max: 100 }),
    },
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
