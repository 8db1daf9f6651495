import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** One finished `POST /route`, whatever its status. */
  observeRequest(status: number, durationMs: number): void;
  observeInference(inferenceMs: number): void;
}

export interface Gauges {
  queueDepth: () => number;
  inFlight: () => number;
}

/** Seconds, from below the shortest inference to a long wait in a full queue. */
const bucketsSeconds = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10];

export function createMetrics({ queueDepth, inFlight }: Gauges): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const requests = new Counter({
    name: 'ticket_routing_requests_total',
    help: 'Finished POST /route requests by HTTP status.',
    labelNames: ['status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'ticket_routing_request_duration_seconds',
    help: 'Time from the request to its answer, the wait in the queue included.',
    buckets: bucketsSeconds,
    registers,
  });
  const inferenceSeconds = new Histogram({
    name: 'ticket_routing_inference_duration_seconds',
    help: 'Time the model worked on one ticket.',
    buckets: bucketsSeconds,
    registers,
  });
  new Gauge({
    name: 'ticket_routing_queue_depth',
    help: 'Requests waiting for a worker.',
    registers,
    collect() {
      this.set(queueDepth());
    },
  });
  new Gauge({
    name: 'ticket_routing_in_flight',
    help: 'POST /route requests accepted and not answered yet.',
    registers,
    collect() {
      this.set(inFlight());
    },
  });

  return {
    registry,
    observeRequest(status, durationMs) {
      requests.inc({ status: String(status) });
      requestSeconds.observe(durationMs / 1000);
    },
    observeInference(inferenceMs) {
      inferenceSeconds.observe(inferenceMs / 1000);
    },
  };
}
