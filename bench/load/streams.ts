import { join } from 'node:path';
import type { Peer, PeerName, Peers } from './peers.ts';
import { rank, type BenchResult, type BenchRow } from './result.ts';
import { runSluice, runTimed, type TimedRun } from './run-client.ts';
import { startServer, type BenchServer } from './server-process.ts';
import type { BenchSettings } from './settings.ts';
import { makeTokenizer, streamRun } from './stream-peers.ts';

const tokensPerStream = 200;
const rivals: PeerName[] = ['aiperf', 'guidellm'];
/** At least so many times the token events per CPU second of the LLM load generators. */
const wanted = 10;

interface Streamed {
  events: number;
  cpuSeconds: number;
  seconds: number;
}

/** Token events per CPU second of each client, and how far its TTFT is from the server's own stamp. */
export async function benchStreams(
  settings: BenchSettings,
  peers: Peers,
  cache: string,
): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  const targets: BenchResult['targets'] = [];
  const notices = new Set<string>();
  const { streamSeconds: seconds } = settings;
  for (const concurrency of settings.streamCounts) {
    const server = await startServer('tokens.ts', String(tokensPerStream));
    try {
      const own = await streamWithSluice(server, concurrency, seconds);
      rows.push({ client: 'sluice', streams: concurrency, ...rates(own), ...own.errors });
      const compare = (client: string, streamed: Streamed, more: BenchRow = {}) => {
        const times = perCpu(own) / perCpu(streamed);
        rows.push({
          client,
          streams: concurrency,
          ...rates(streamed),
          'sluice is so many times': times,
          ...more,
        });
        return times;
      };
      for (const name of rivals) {
        const peer = await peers.find(name);
        const tokenizer = typeof peer === 'string' ? peer : await makeTokenizer(peer, cache);
        if (typeof peer === 'string' || typeof tokenizer === 'string') {
          notices.add(String(tokenizer));
          continue;
        }
        const load = { url: server.url, concurrency, tokensPerStream };
        const start = await runTimed(
          streamRun(peer, { ...load, for: { requests: 1 } }, cache, tokenizer.folder).command,
        );
        await sentBy(server);
        const run = streamRun(peer, { ...load, for: { seconds } }, cache, tokenizer.folder);
        const timed = await runTimed(run.command);
        const sent = await sentBy(server);
        if (sent.tokens === 0) {
          notices.add(`${name}: it sent nothing: ${lastLine(timed)}`);
          continue;
        }
        const streamed = {
          events: sent.tokens,
          cpuSeconds: timed.cpuSeconds - start.cpuSeconds,
          seconds,
        };
        const reported = run.reportedTtftP50();
        const times = compare(name, streamed, {
          'TTFT error p50 ms': reported === undefined ? null : reported - rank(sent.firstTokenMs, 0.5),
        });
        targets.push({
          text: `at least ${wanted} times ${name} per CPU second with ${concurrency} streams: ${times.toFixed(1)}`,
          met: times >= wanted,
        });
      }
      const python = await peers.find('aiohttp');
      if (typeof python === 'string') notices.add(python);
      else
        for (const library of ['aiohttp', 'httpx'])
          compare(`bare ${library}`, await streamWithLibrary(python, library, server, concurrency, seconds));
    } finally {
      await server.stop();
    }
  }
  const method = `${tokensPerStream} events a stream, one a turn of the server's event loop, for ${seconds} s, closed loop. CPU time of the client and its children, less that of the same program with a single request (its start). The TTFT error of Sluice is that of each request: the client's TTFT less the time that the server took from reading the request to writing its first token, so it holds both ways through the kernel; of the others, the p50 that they report less the server's p50. "bare" are the HTTP libraries inside aiperf (aiohttp) and guidellm (httpx), with a JSON parse and a time for each event and nothing else.`;
  return { name: 'Streams', method, rows, targets, notices: [...notices] };
}

async function streamWithSluice(server: BenchServer, concurrency: number, seconds: number) {
  const order = {
    url: server.url,
    leadInSeconds: 0,
    api: 'chat' as const,
    workers: 1,
  };
  const start = await runSluice({
    ...order,
    seconds: 1,
    load: { kind: 'concurrency', concurrency: 1, requests: 1 },
  });
  const own = await runSluice({
    ...order,
    seconds,
    load: { kind: 'concurrency', concurrency, requests: 2000 * seconds },
  });
  const stamps = (await (await fetch(`${server.url}/stamps`)).json()) as Record<string, number>;
  const errors = Object.entries(own.ttftById)
    .map(([id, ttft]) => ttft - (stamps[id] ?? Number.NaN))
    .filter((error) => !Number.isNaN(error))
    .sort((a, b) => a - b);
  return {
    events: own.outputTokens,
    cpuSeconds: own.cpuSeconds - start.cpuSeconds,
    seconds: own.seconds,
    errors: { 'TTFT error p50 ms': rank(errors, 0.5), 'TTFT error p99 ms': rank(errors, 0.99) },
  };
}

async function streamWithLibrary(
  python: Peer,
  library: string,
  server: BenchServer,
  concurrency: number,
  seconds: number,
): Promise<Streamed> {
  const script = join(import.meta.dirname, 'clients', 'stream-client.py');
  const command = (forSeconds: number, streams: number) => [
    ...python.command,
    ...[script, library, `${server.url}/v1/chat/completions`, String(streams), String(forSeconds)],
  ];
  const start = await runTimed(command(0.001, 1));
  const run = await runTimed(command(seconds, concurrency));
  return { events: Number(run.stdout), cpuSeconds: run.cpuSeconds - start.cpuSeconds, seconds };
}

async function sentBy(server: BenchServer): Promise<{ tokens: number; firstTokenMs: number[] }> {
  const sent = (await (await fetch(`${server.url}/sent`)).json()) as {
    tokens: number;
    firstTokenMs: number[];
  };
  return { tokens: sent.tokens, firstTokenMs: sent.firstTokenMs.sort((a, b) => a - b) };
}

const perCpu = ({ events, cpuSeconds }: Streamed): number => events / cpuSeconds;

const rates = (streamed: Streamed): BenchRow => ({
  'events/s': streamed.events / streamed.seconds,
  'per CPU second': perCpu(streamed),
});

const lastLine = ({ stderr, stdout }: TimedRun): string =>
  `${stdout}\n${stderr}`.trim().split('\n').at(-2)?.slice(0, 200) ?? '';
