import { startNginx } from './nginx.ts';
import { peerRun } from './peer-commands.ts';
import type { PeerName, Peers } from './peers.ts';
import type { BenchResult, BenchRow } from './result.ts';
import { runSluice, runTimed } from './run-client.ts';
import { startServer } from './server-process.ts';
import type { BenchSettings } from './settings.ts';

const rivals: PeerName[] = ['autocannon', 'k6', 'locust', 'wrk', 'hey', 'oha', 'vegeta'];
/** At least so many times the requests per CPU second of the peer. */
const wanted: Partial<Record<PeerName, number>> = { autocannon: 1, k6: 3, locust: 10 };

/** Small POST and answer on kept connections, as fast as each client can, per CPU second of the client. */
export async function benchThroughput(
  settings: BenchSettings,
  peers: Peers,
  cache: string,
): Promise<BenchResult> {
  const notices = new Set<string>();
  const nginx = await startNginx(peers, cache);
  if (typeof nginx === 'string')
    notices.add(
      `nginx as the server: ${nginx}; a small Node server was taken, which is slower than the clients`,
    );
  const server = typeof nginx === 'string' ? await startServer('arrivals.ts') : nginx;
  const { throughputSeconds: seconds, throughputConnections: connections } = settings;
  const counted = typeof nginx === 'string' ? () => countAtServer(server.url) : undefined;
  const rows: BenchRow[] = [];
  const targets: BenchResult['targets'] = [];
  try {
    const own = await runSluice({
      url: server.url,
      seconds,
      leadInSeconds: 0,
      load: { kind: 'concurrency', concurrency: connections, requests: 80_000 * seconds },
      api: 'json',
      workers: 1,
    });
    await counted?.();
    const ownPerCpu = own.completed / own.cpuSeconds;
    rows.push({
      client: 'sluice',
      'requests/s': own.completed / own.seconds,
      'per CPU second': ownPerCpu,
      'cores used': own.cpuSeconds / seconds,
    });
    for (const name of rivals) {
      const peer = await peers.find(name);
      if (typeof peer === 'string') {
        notices.add(peer);
        continue;
      }
      const run = peerRun(peer, { url: server.url, seconds, connections }, cache);
      if (!run) continue;
      const timed = await runTimed(run.command, run);
      const requests = counted ? await counted() : readCount(name, `${timed.stdout}\n${timed.stderr}`);
      if (!requests) {
        notices.add(`${name}: its output tells no count of requests`);
        continue;
      }
      const perCpu = requests / timed.cpuSeconds;
      rows.push({
        client: name,
        'requests/s': requests / seconds,
        'per CPU second': perCpu,
        'cores used': timed.cpuSeconds / seconds,
        'sluice is so many times': ownPerCpu / perCpu,
      });
      const factor = wanted[name];
      if (factor)
        targets.push({
          text: `at least ${factor} times ${name} per CPU second: ${(ownPerCpu / perCpu).toFixed(2)}`,
          met: ownPerCpu >= factor * perCpu,
        });
    }
  } finally {
    await server.stop();
  }
  const method = `POST of 491 bytes, ${connections} connections, closed loop, ${seconds} s. CPU time of the client process with its start and all its threads.`;
  return { name: 'Throughput per core', method, rows, targets, notices: [...notices] };
}

async function countAtServer(url: string): Promise<number> {
  return ((await (await fetch(`${url}/arrivals?rate=1`)).json()) as { count: number }).count;
}

/** Each peer says in words of its own how many requests it made. */
function readCount(name: PeerName, output: string): number | undefined {
  const patterns: Partial<Record<PeerName, RegExp>> = {
    autocannon: /"requests":\{[^}]*"total":(\d+)/,
    k6: /http_reqs\W+(\d+)/,
    wrk: /(\d+) requests in/,
    locust: /Aggregated\s+(\d+)/,
    vegeta: /Requests\s+\[total[^\]]*\]\s+(\d+)/,
  };
  const direct = Number(patterns[name]?.exec(output)?.[1] ?? Number.NaN);
  if (!Number.isNaN(direct)) return direct;
  // hey and oha list a count for each status.
  const listed = [...output.matchAll(/\[(\d{3})\]\s+(\d+) responses/g)];
  return listed.length > 0 ? listed.reduce((sum, match) => sum + Number(match[2]), 0) : undefined;
}
