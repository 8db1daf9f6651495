import { lateAfterMs, type GeneratorHealth, type Samples } from '../model/sample.ts';
import type { BlockPlan } from '../model/schedule.ts';
import type { SenderReport } from './messages.ts';
import { measuredRows } from './measured-rows.ts';

/** A request that is sent so much after its block has ended was not sent at the asked rate. */
const rateToleranceMs = 100;

/** How well the generator did in a block that took `wallMs`: the worst of its workers, and the sum of their work. */
export function measureHealth(
  block: BlockPlan,
  samples: Samples,
  reports: readonly SenderReport[],
  wallMs: number,
): GeneratorHealth {
  const worst = (of: 'p50' | 'p99' | 'max') =>
    Math.max(0, ...reports.map((report) => report.eventLoopDelayMs[of]));
  const sum = (of: (report: SenderReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    ...measureSending(block, samples),
    eventLoopDelayMs: { p50: worst('p50'), p99: worst('p99'), max: worst('max') },
    cpuShare: wallMs > 0 ? sum((report) => report.cpuSeconds) / (wallMs / 1000) : 0,
    gcPauseMs: {
      total: sum((report) => report.gcPauseMs.total),
      max: Math.max(0, ...reports.map((report) => report.gcPauseMs.max)),
    },
    connectionsOpened: sum((report) => report.connectionsOpened),
    tlsSessionsResumed: sum((report) => report.tlsSessionsResumed),
    keptConnectionsLost: sum((report) => report.keptConnectionsLost),
    localFaults: sum((report) => report.localFaults),
  };
}

/** Send lag, late and dropped requests, achieved rate. A closed loop has no schedule to be late for. */
export function measureSending(
  block: BlockPlan,
  samples: Samples,
): Pick<GeneratorHealth, 'sendLagMs' | 'lateRequests' | 'droppedRequests' | 'achievedRate'> {
  if (block.arrivals.kind === 'closed') {
    return { sendLagMs: { p50: 0, p99: 0, max: 0 }, lateRequests: 0, droppedRequests: 0, achievedRate: 1 };
  }
  const lags: number[] = [];
  let measured = 0;
  let inTime = 0;
  // The turns of a session are due when the answers before them are there, however late that is.
  const latestMs =
    block.arrivals.kind === 'sessions' ? Infinity : block.leadInMs + block.durationMs + rateToleranceMs;
  for (const row of measuredRows(block, samples)) {
    measured++;
    // The wait for a new connection is the server's or the network's, not ours.
    const handedOverMs = (samples.sentAtMs[row] as number) - (samples.connectMs?.[row] ?? 0);
    if (Number.isNaN(handedOverMs)) continue;
    lags.push(handedOverMs - (samples.dueAtMs[row] as number));
    if (handedOverMs <= latestMs) inTime++;
  }
  const sorted = Float64Array.from(lags).sort();
  const at = (p: number) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
  return {
    sendLagMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
    lateRequests: sorted.length - firstAbove(sorted, lateAfterMs),
    droppedRequests: measured - sorted.length,
    achievedRate: measured === 0 ? 1 : inTime / measured,
  };
}

/** How many of the ascending values are not above the limit. */
function firstAbove(sorted: Float64Array, limit: number): number {
  const index = sorted.findIndex((value) => value > limit);
  return index === -1 ? sorted.length : index;
}
