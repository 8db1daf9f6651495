import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** One finished completion, whatever its status. */
  observeRequest(status: number): void;
  observeTokens(promptTokens: number, completionTokens: number): void;
  observeFirstToken(durationMs: number): void;
}

const bucketsSeconds = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

export function createMetrics(engine: { queueDepth: () => number; busySlots: () => number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'llm_requests_total',
    help: 'Finished completions by HTTP status.',
    labelNames: ['status'],
    registers,
  });
  const promptTokens = new Counter({
    name: 'llm_prompt_tokens_total',
    help: 'Tokens of the prompts of finished completions.',
    registers,
  });
  const completionTokens = new Counter({
    name: 'llm_completion_tokens_total',
    help: 'Tokens written by finished completions.',
    registers,
  });
  const firstToken = new Histogram({
    name: 'llm_time_to_first_token_seconds',
    help: 'Time from the request to its first token, the wait for a slot included.',
    buckets: bucketsSeconds,
    registers,
  });
  new Gauge({
    name: 'llm_queue_depth',
    help: 'Requests waiting for a slot.',
    registers,
    collect() {
      this.set(engine.queueDepth());
    },
  });
  new Gauge({
    name: 'llm_busy_slots',
    help: 'Completions that are being computed.',
    registers,
    collect() {
      this.set(engine.busySlots());
    },
  });
  return {
    registry,
    observeRequest: (status) => requests.inc({ status: String(status) }),
    observeTokens(prompt, completion) {
      promptTokens.inc(prompt);
      completionTokens.inc(completion);
    },
    observeFirstToken: (durationMs) => firstToken.observe(durationMs / 1000),
  };
}
