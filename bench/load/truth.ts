import { join } from 'node:path';
import { knownDelays } from './distributions.ts';
import { peerRun } from './peer-commands.ts';
import type { Peer, Peers } from './peers.ts';
import type { BenchResult, BenchRow } from './result.ts';
import { runSluice, runTimed } from './run-client.ts';
import { startServer } from './server-process.ts';
import type { BenchSettings } from './settings.ts';

const ratePerSecond = 200;
const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** Latency from the schedule against the analytic quantiles of a server with a known delay. */
export async function benchTruth(settings: BenchSettings, peers: Peers, cache: string): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  const targets: BenchResult['targets'] = [];
  for (const delay of Object.values(knownDelays)) {
    const server = await startServer('exact.ts', delay.name);
    const floor =
      delay.name === 'freezing'
        ? undefined
        : await bareSockets(server.url, Math.min(20, settings.truthSeconds));
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
        client: 'sluice',
        delay: delay.name,
        quantile: name,
        'expected ms': expected,
        'measured ms': measured,
        'error ms': measured - expected,
        'allowed ms': allowed,
        'bare sockets ms': floor?.[name] ?? null,
      });
      if (floor)
        targets.push({
          text: `${delay.name} ${name} within ${allowed.toFixed(2)} ms of bare sockets that spin`,
          met: Math.abs(measured - floor[name]) <= allowed,
        });
      // 5 % of all requests wait for the freeze: p95 lies on the edge, between 5 ms and the first steps of the wait.
      if (delay.name === 'freezing' && name === 'p95') continue;
      targets.push({
        text: `${delay.name} ${name} within ${allowed.toFixed(2)} ms`,
        met: Math.abs(measured - expected) <= allowed,
      });
    }
  }
  const notices: string[] = [];
  const autocannon = await peers.find('autocannon');
  if (typeof autocannon === 'string') notices.push(autocannon);
  else
    for (const [client, flags] of Object.entries(autocannonWays)) {
      const seen = await freezeAsAutocannonSeesIt(autocannon, flags, settings, cache);
      for (const [name, p] of Object.entries(quantiles) as [keyof typeof quantiles, number][]) {
        rows.push({
          client,
          delay: 'freezing',
          quantile: name,
          'expected ms': freezingQuantile(p),
          'measured ms': seen[name],
          'error ms': seen[name] - freezingQuantile(p),
        });
      }
    }
  const method = `${ratePerSecond} requests/s, open loop at a constant rate, ${settings.truthSeconds} s after 1 s of lead-in. The freezing server answers in 5 ms and stands still for 500 ms every 10 s. Bare sockets: the same load from a client of raw sockets that spins until a request is due and takes a core for it, in the same run. autocannon has ten connections for it; it tells p97.5 in place of p95. p95 of the freezing server lies on the edge of the freeze, so it is shown and not held to a target.`;
  return { name: 'Truth', method, rows, targets, notices };
}

/** The same load from raw sockets and a spinning loop: what kernel and server take on this machine, whoever asks. */
async function bareSockets(url: string, seconds: number): Promise<Record<keyof typeof quantiles, number>> {
  const client = join(import.meta.dirname, 'clients', 'bare.ts');
  const { stdout } = await runTimed([process.execPath, client, url, String(ratePerSecond), String(seconds)]);
  return JSON.parse(stdout) as Record<keyof typeof quantiles, number>;
}

/** At a rate autocannon adds the requests that it should have sent, unless it is told not to. */
const autocannonWays = { autocannon: [], 'autocannon, uncorrected': ['--ignoreCoordinatedOmission'] };

/** Its connections wait while the server stands still, and send less: what is never sent is never slow. */
async function freezeAsAutocannonSeesIt(
  peer: Peer,
  flags: string[],
  settings: BenchSettings,
  cache: string,
): Promise<Record<keyof typeof quantiles, number>> {
  const server = await startServer('exact.ts', 'freezing');
  const load = { url: server.url, seconds: settings.truthSeconds, ratePerSecond, connections: 10 };
  const run = peerRun(peer, load, cache);
  if (!run) throw new Error('There is no command line for autocannon.');
  const { stdout } = await runTimed([...run.command, ...flags], run).finally(() => server.stop());
  const { latency } = JSON.parse(stdout) as { latency: Record<string, number> };
  const of = (name: string) => latency[name] ?? Number.NaN;
  return { p50: of('p50'), p95: of('p97_5'), p99: of('p99'), p999: of('p99_9') };
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
