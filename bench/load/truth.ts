import { knownDelays } from './distributions.ts';
import type { BenchResult, BenchRow } from './result.ts';
import { runSluice } from './run-client.ts';
import { startServer } from './server-process.ts';
import type { BenchSettings } from './settings.ts';

const ratePerSecond = 100;
const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** Latency from the schedule against the analytic quantiles of a server with a known delay. */
export async function benchTruth(settings: BenchSettings): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  const targets: BenchResult['targets'] = [];
  for (const delay of Object.values(knownDelays)) {
    const server = await startServer('exact.ts', delay.name);
    const result = await runSluice({
      url: server.url,
      seconds: settings.truthSeconds,
      leadInSeconds: 1,
      load: { kind: 'rate', ratePerSecond },
      api: 'json',
      workers: 1,
    }).finally(() => server.stop());
    for (const [name, p] of Object.entries(quantiles) as [keyof typeof quantiles, number][]) {
      const expected = delay.name === 'freezing' ? freezingQuantile(p) : delay.quantile(p);
      const measured = result.latencyMs[name];
      const allowed = Math.max(0.02 * expected, 0.3);
      rows.push({
        delay: delay.name,
        quantile: name,
        'expected ms': expected,
        'measured ms': measured,
        'error ms': measured - expected,
        'allowed ms': allowed,
      });
      targets.push({
        text: `${delay.name} ${name} within ${allowed.toFixed(2)} ms`,
        met: Math.abs(measured - expected) <= allowed,
      });
    }
  }
  const method = `${ratePerSecond} requests/s, open loop at a constant rate, ${settings.truthSeconds} s after 1 s of lead-in. The freezing server answers in 5 ms and stands still for 500 ms every 10 s.`;
  return { name: 'Truth', method, rows, targets, notices: [] };
}

/**
 * A server that stands still for F of every T milliseconds: a request that comes in a time t before the end of the
 * freeze waits t more than the others. So a share F / T of all waits, evenly spread over 0 to F.
 */
export function freezingQuantile(p: number, freezeMs = 500, everyMs = 10_000, delayMs = 5): number {
  const waiting = freezeMs / everyMs;
  // Requests that were read before the freeze and not answered wait for all of it.
  const caught = delayMs / everyMs;
  const beyond = 1 - p;
  if (beyond <= caught) return freezeMs + (delayMs * beyond) / caught;
  if (beyond <= caught + waiting) return delayMs + freezeMs * (1 - (beyond - caught) / waiting);
  return delayMs;
}
