/** Where a running block stands; for display only. */
export interface EngineProgress {
  sent: number;
  completed: number;
  errors: number;
  inFlight: number;
  /** Answers a second over the last second, errors included. */
  ratePerSecond: number;
  /** Latency of the successes of the last 3 seconds or so; null where there is none. */
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}
