import { peerRun } from './peer-commands.ts';
import type { PeerName, Peers } from './peers.ts';
import type { BenchResult, BenchRow } from './result.ts';
import { runSluice, runTimed } from './run-client.ts';
import { startServer } from './server-process.ts';
import type { BenchSettings } from './settings.ts';

interface Arrivals {
  count: number;
  ratePerSecond: number;
  p50: number;
  p99: number;
  max: number;
}

const rivals: PeerName[] = ['autocannon', 'k6', 'vegeta', 'oha', 'hey', 'locust'];

/** Asked against sent, as the server saw it: counts, rate, and distance from an even grid. */
export async function benchPacing(
  settings: BenchSettings,
  peers: Peers,
  cache: string,
): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  const targets: BenchResult['targets'] = [];
  const notices = new Set<string>();
  const server = await startServer('arrivals.ts');
  const arrivals = async (rate: number) =>
    (await (await fetch(`${server.url}/arrivals?rate=${rate}`)).json()) as Arrivals;
  const seconds = settings.pacingSeconds;
  try {
    for (const rate of settings.pacingRates) {
      const asked = rate * seconds;
      const own = await runSluice({
        url: server.url,
        seconds,
        leadInSeconds: 0,
        load: { kind: 'rate', ratePerSecond: rate },
        api: 'json',
        workers: 1,
      });
      const seen = await arrivals(rate);
      rows.push({
        ...row('sluice', rate, asked, seen),
        'own send lag p99 ms': own.health.sendLagMs.p99,
        cores: own.cpuSeconds / seconds,
      });
      targets.push({ text: `${asked} asked at ${rate}/s, ${seen.count} sent`, met: seen.count === asked });
      if (rate === 2000)
        targets.push({
          text: `send lag p99 under 1 ms at 2,000/s: ${own.health.sendLagMs.p99.toFixed(2)} ms`,
          met: own.health.sendLagMs.p99 < 1,
        });
      for (const name of rivals) {
        const peer = await peers.find(name);
        if (typeof peer === 'string') {
          notices.add(peer);
          continue;
        }
        const run = peerRun(peer, { url: server.url, seconds, ratePerSecond: rate, connections: 50 }, cache);
        if (!run) continue;
        const timed = await runTimed(run.command, run);
        rows.push({ ...row(name, rate, asked, await arrivals(rate)), cores: timed.cpuSeconds / seconds });
      }
    }
  } finally {
    await server.stop();
  }
  const method = `Constant rate for ${seconds} s. "late" is how far each arrival at the server was behind an even grid of the asked rate, set to the earliest arrival. Cores include the start of the client.`;
  return { name: 'Pacing', method, rows, targets, notices: [...notices] };
}

function row(client: string, rate: number, asked: number, seen: Arrivals): BenchRow {
  return {
    client,
    'asked/s': rate,
    asked,
    sent: seen.count,
    'sent/s': seen.ratePerSecond,
    'late p50 ms': seen.p50,
    'late p99 ms': seen.p99,
    'late max ms': seen.max,
  };
}
