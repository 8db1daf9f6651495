import type { GeneratorHealth } from '../../../src/model/sample.ts';

/** What the client process is asked to do, as JSON in its first argument. */
export interface ClientOrder {
  url: string;
  seconds: number;
  leadInSeconds: number;
  load:
    { kind: 'rate'; ratePerSecond: number } | { kind: 'concurrency'; concurrency: number; requests: number };
  api: 'json' | 'chat';
  workers: number;
}

export interface ClientResult {
  count: number;
  completed: number;
  outcomes: Record<string, number>;
  seconds: number;
  latencyMs: Percentiles;
  health: GeneratorHealth;
  /** Of streams: tokens that were read, and TTFT from the sent time by the request's id. */
  outputTokens: number;
  ttftById: Record<string, number>;
}

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  p999: number;
  max: number;
}
