import type { EngineProgress } from './engine-progress.ts';

/** Cells of the shared counters. */
export const cell = { sent: 0, completed: 1, errors: 2, taken: 3, recent: 4 } as const;

const recentSize = 4096;
const recentWindowMs = 3000;
const rateWindowMs = 1000;

/**
 * What the main thread may look at while a block runs: counters, and the latencies of the last finished requests in a
 * ring. The workers only add to shared memory; they send no message and do no arithmetic for the sake of a display.
 */
export interface LiveCounters {
  counts: Int32Array;
  recentEndAtMs: Float64Array;
  recentLatencyMs: Float64Array;
}

export function allocateLiveCounters(): LiveCounters {
  return {
    counts: new Int32Array(new SharedArrayBuffer(8 * 4)),
    recentEndAtMs: new Float64Array(new SharedArrayBuffer(recentSize * 8)).fill(Number.NaN),
    recentLatencyMs: new Float64Array(new SharedArrayBuffer(recentSize * 8)),
  };
}

/** Ready for the next block. */
export function resetLiveCounters(live: LiveCounters): void {
  live.counts.fill(0);
  live.recentEndAtMs.fill(Number.NaN);
}

export function noteLatency(live: LiveCounters, endAtMs: number, latencyMs: number): void {
  const slot = Atomics.add(live.counts, cell.recent, 1) % recentSize;
  live.recentLatencyMs[slot] = latencyMs;
  live.recentEndAtMs[slot] = endAtMs;
}

/** Turns the counters into progress; keeps the short history that a rate needs. */
export function createProgressReader(live: LiveCounters): (nowMs: number) => EngineProgress {
  const history: { atMs: number; finished: number }[] = [{ atMs: 0, finished: 0 }];
  return (nowMs) => {
    const sent = Atomics.load(live.counts, cell.sent);
    const completed = Atomics.load(live.counts, cell.completed);
    const errors = Atomics.load(live.counts, cell.errors);
    history.push({ atMs: nowMs, finished: completed + errors });
    while (history.length > 2 && (history[1]?.atMs ?? nowMs) <= nowMs - rateWindowMs) history.shift();
    const oldest = history[0] ?? { atMs: 0, finished: 0 };
    const spanMs = nowMs - oldest.atMs;
    const recent = recentLatencies(live, nowMs - recentWindowMs);
    return {
      sent,
      completed,
      errors,
      inFlight: Math.max(0, sent - completed - errors),
      ratePerSecond: spanMs > 0 ? ((completed + errors - oldest.finished) * 1000) / spanMs : 0,
      p50Ms: quantileOf(recent, 0.5),
      p95Ms: quantileOf(recent, 0.95),
      p99Ms: quantileOf(recent, 0.99),
    };
  };
}

function recentLatencies(live: LiveCounters, sinceMs: number): Float64Array {
  return live.recentLatencyMs.filter((_, slot) => (live.recentEndAtMs[slot] ?? Number.NaN) >= sinceMs).sort();
}

/** Nearest rank. */
function quantileOf(sorted: Float64Array, p: number): number | null {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null;
}
