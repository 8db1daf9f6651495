import type { LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { Agent } from 'undici';
import type { Endpoint } from '../model/endpoint.ts';
import { fixedLookup } from '../model/fixed-lookup.ts';
import { parseMetrics, type Metrics } from './metrics-text.ts';

/** A busy vLLM tells some 200 KB. */
const mostBytes = 4 * 1024 * 1024;
/** Between two blocks nothing else goes on: the measuring waits for it. */
const timeoutMs = 1000;
/** A server that has answered before may be late while it is overloaded: so often one after the other. */
const mostFaults = 5;

/** Asks a server for its own metrics, between blocks and under load. */
export interface MetricsReader {
  /** Undefined where they cannot be had, now or any more. Never throws. */
  read(wanted: ReadonlySet<string>): Promise<Metrics | undefined>;
  close(): Promise<void>;
}

export interface MetricsReaderOptions {
  endpoint: Endpoint;
  /** Of the metrics, after the endpoint's url. */
  path: string;
  /** Hears once why there will be none. */
  onNote: (text: string) => void;
}

/**
 * A server that has never answered, in time and in bounds, is not asked again: what it would tell is not worth a second of
 * waiting at each block. Through a proxy none is asked, since the next answer may come from another server behind it. Each
 * question has a connection of its own: one that is left open would hold a worker of many a server.
 */
export function openMetricsReader(options: MetricsReaderOptions): MetricsReader {
  const { endpoint, path, onNote } = options;
  const { addresses, ca, socketPath, proxy } = endpoint;
  let agent: Agent | undefined = new Agent({
    pipelining: 0,
    connect: {
      // Naming any authority replaces all known ones, so those are named too.
      ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(addresses ? { lookup: fixedLookup(addresses) as LookupFunction } : {}),
    },
  });
  const close = async () => {
    const open = agent;
    agent = undefined;
    await open?.destroy();
  };
  const giveUp = async (why: string) => {
    if (agent) onNote(`The server's metrics at ${path} are not read: ${why}.`);
    await close();
  };
  let faultsLeft = 1;
  return {
    close,
    async read(wanted) {
      if (!agent) return undefined;
      if (proxy) return void (await giveUp('it is reached through a proxy'));
      const answer = await readText(agent, new URL(endpoint.baseUrl + path));
      if ('fault' in answer) {
        faultsLeft -= 1;
        if (faultsLeft === 0) await giveUp(answer.fault);
        return undefined;
      }
      faultsLeft = mostFaults;
      return parseMetrics(answer.text, wanted);
    },
  };
}

/** The whole answer, or why it is no good one: too long, too late, or another status. */
async function readText(agent: Agent, url: URL): Promise<{ text: string } | { fault: string }> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const path = url.pathname + url.search;
    const { statusCode, body } = await agent.request({ origin: url.origin, path, method: 'GET', signal });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) return { fault: `the answer is longer than ${mostBytes / 2 ** 20} MiB` };
    }
    if (statusCode !== 200) return { fault: `the answer has the status ${statusCode}` };
    return { text: Buffer.concat(chunks).toString('utf8') };
  } catch (thrown) {
    if (signal.aborted) return { fault: `no whole answer came in ${timeoutMs / 1000} s` };
    // Where several addresses refused, the message is empty.
    return { fault: (thrown as Error).message || 'no connection could be opened' };
  }
}
