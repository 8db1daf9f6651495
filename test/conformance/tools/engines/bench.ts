import { join } from 'node:path';
import { quantileSorted } from 'simple-statistics';
import { chooseEngine } from '../../../../src/load/index.ts';
import { requestTimings } from '../../../../src/load/request-timings.ts';
import type { EnginePlan } from '../../../../src/model/engine.ts';
import type { RequestTimingId } from '../../../../src/model/metric.ts';
import type { ProtocolPlan } from '../../../../src/model/protocol.ts';
import { outcomes, type BlockSamples } from '../../../../src/model/sample.ts';
import type { BlockPlan, Workload } from '../../../../src/model/schedule.ts';
import { workspace } from '../../load.ts';
import { startServer } from '../shards/fleet.ts';

/**
 * Waits instead of computing: what differs between two measurements of it is the measurement.
 * @param spread of its times, drawn anew for each request: the less, the fewer requests tell a quantile
 */
export const startWaitingServer = (spread = 0.3) =>
  startServer(
    [process.execPath, join(workspace, 'test/support/model-server.js')],
    { PORT: '0', BASE_MS: '200', PER_CHARACTER_MS: '2', SPREAD: String(spread) },
    /port (\d+)/,
  );

export const workload: Workload = {
  classes: [
    { name: 'short', share: 0.6 },
    { name: 'long', share: 0.4 },
  ],
  items: [
    { classIndex: 0, row: { text: 'how do I pay' } },
    { classIndex: 1, row: { text: 'a longer text that the server takes more time to read, as models do' } },
    { classIndex: 0, row: { text: 'where is my parcel' } },
  ],
};

export const unary: ProtocolPlan = {
  kind: 'http-json',
  method: 'POST',
  path: '/',
  headers: {},
  body: { text: '{{text}}' },
  check: { path: 'label' },
} as ProtocolPlan;

/** Without a plan the built-in engine. */
export const openEngine = (protocol: ProtocolPlan, engine?: EnginePlan, folder = workspace) =>
  chooseEngine({
    protocol,
    workload,
    workspace: folder,
    salt: 'conformance',
    load: {
      ...(engine ? { engine } : {}),
      expectedRatePerSecond: 60,
      mixedRatePerSecond: 60,
      arrivals: 'poisson',
      timeouts: {
        connectMs: 5000,
        firstByteMs: 20_000,
        betweenChunksMs: 20_000,
        totalMs: 60_000,
        graceMs: 10_000,
      },
      workers: 1,
      generator: { sendLagP99Ms: 25, minimumAchievedRate: 0.98, eventLoopDelayP99Ms: 25 },
    },
  });

/** Evenly spaced, inputs in turn. */
export function openBlock(index: number, ratePerSecond: number, seconds: number): BlockPlan {
  const count = Math.round(ratePerSecond * seconds);
  const times = { scenario: 'mixed', index, leadInMs: 500, durationMs: seconds * 1000 - 500 } as const;
  const schedule = {
    dueAtMs: Float64Array.from({ length: count }, (_, row) => (row * 1000) / ratePerSecond),
    itemIndex: Uint32Array.from({ length: count }, (_, row) => row % workload.items.length),
  };
  return { ...times, ratePerSecond, arrivals: { kind: 'open', schedule } };
}

export function closedBlock(index: number, concurrency: number, seconds: number): BlockPlan {
  const maximumMs = seconds * 1000;
  const itemIndex = Uint32Array.from({ length: 20_000 }, (_, row) => row % workload.items.length);
  return {
    scenario: 'single',
    index,
    leadInMs: 0,
    durationMs: maximumMs,
    arrivals: { kind: 'closed', loop: { concurrency, maximumMs, itemIndex } },
  };
}

/** Of some blocks together. */
export class Seen {
  requests = 0;
  good = 0;
  tokens = 0;
  readonly #timings: Partial<Record<RequestTimingId, number[]>> = {};

  add({ samples }: BlockSamples): void {
    this.requests += samples.count;
    for (let row = 0; row < samples.count; row++) {
      if (outcomes[samples.outcome[row] as number] !== 'ok') continue;
      this.good++;
      this.tokens += samples.outputTokens[row] || 0;
      for (const [timing, timeMs] of Object.entries(requestTimings(samples, row)) as [
        RequestTimingId,
        number,
      ][])
        (this.#timings[timing] ??= []).push(timeMs);
    }
  }

  quantile(timing: RequestTimingId, p: number): number {
    const sorted = (this.#timings[timing] ?? []).toSorted((a, b) => a - b);
    return sorted.length > 0 ? quantileSorted(sorted, p) : Number.NaN;
  }
}
