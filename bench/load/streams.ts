import { join } from 'node:path';
import type { Peers } from './peers.ts';
import { rank, type BenchResult, type BenchRow } from './result.ts';
import { runSluice, runTimed } from './run-client.ts';
import { startServer } from './server-process.ts';
import type { BenchSettings } from './settings.ts';

const tokensPerStream = 200;

/** Token events per CPU second of the client, and how far its TTFT is from the server's own stamp. */
export async function benchStreams(settings: BenchSettings, peers: Peers): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  const targets: BenchResult['targets'] = [];
  const notices = [
    'aiperf and guidellm themselves: they want a tokenizer from a model hub; the HTTP clients inside them (aiohttp, httpx) read the same streams instead',
  ];
  const { streamSeconds: seconds } = settings;
  for (const concurrency of settings.streamCounts) {
    const server = await startServer('tokens.ts', String(tokensPerStream));
    try {
      const own = await runSluice({
        url: server.url,
        seconds,
        leadInSeconds: 0,
        load: { kind: 'concurrency', concurrency, requests: 2000 * seconds },
        api: 'chat',
        workers: 1,
      });
      const stamps = (await (await fetch(`${server.url}/stamps`)).json()) as Record<string, number>;
      const errors = Object.entries(own.ttftById).map(([id, ttft]) => ttft - (stamps[id] ?? Number.NaN));
      const sorted = errors.filter((error) => !Number.isNaN(error)).sort((a, b) => a - b);
      const ownPerCpu = own.outputTokens / own.cpuSeconds;
      rows.push({
        client: 'sluice',
        streams: concurrency,
        'events/s': own.outputTokens / own.seconds,
        'per CPU second': ownPerCpu,
        'TTFT error p50 ms': rank(sorted, 0.5),
        'TTFT error p99 ms': rank(sorted, 0.99),
      });
      const python = await peers.find('aiohttp');
      if (typeof python === 'string') {
        notices.push(python);
        continue;
      }
      for (const library of ['aiohttp', 'httpx']) {
        const script = join(import.meta.dirname, 'clients', 'stream-client.py');
        const run = await runTimed([
          ...python.command,
          script,
          library,
          `${server.url}/v1/chat/completions`,
          String(concurrency),
          String(seconds),
        ]);
        const perCpu = Number(run.stdout) / run.cpuSeconds;
        rows.push({
          client: library,
          streams: concurrency,
          'events/s': Number(run.stdout) / seconds,
          'per CPU second': perCpu,
          'sluice is so many times': ownPerCpu / perCpu,
        });
        targets.push({
          text: `at least 10 times ${library} per CPU second with ${concurrency} streams: ${(ownPerCpu / perCpu).toFixed(1)}`,
          met: ownPerCpu >= 10 * perCpu,
        });
      }
    } finally {
      await server.stop();
    }
  }
  const method = `${tokensPerStream} events a stream, one a turn of the server's event loop, for ${seconds} s. The TTFT error is the client's TTFT less the time that the server itself took from reading the request to writing its first token, so it holds both ways through the kernel.`;
  return { name: 'Streams', method, rows, targets, notices };
}
