import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';
import { createEngine, type Endpoint, type Engine } from '../../src/load/index.ts';
import type { TimeoutPlan } from '../../src/model/plan.ts';
import type { HttpJsonPlan, ProtocolPlan } from '../../src/model/protocol.ts';
import { outcomes, type BlockSamples, type Outcome } from '../../src/model/sample.ts';
import type { BlockPlan, Workload } from '../../src/model/schedule.ts';

export const bounds = { sendLagP99Ms: 25, minimumAchievedRate: 0.98, eventLoopDelayP99Ms: 30 };

export const relaxedTimeouts: TimeoutPlan = {
  connectMs: 5000,
  firstByteMs: 10_000,
  betweenChunksMs: 10_000,
  totalMs: 20_000,
  graceMs: 10_000,
};

export const twoClasses: Workload = {
  classes: [
    { name: 'short', share: 0.75 },
    { name: 'long', share: 0.25 },
  ],
  items: [
    { classIndex: 0, row: { text: 'one' } },
    { classIndex: 0, row: { text: 'two' } },
    { classIndex: 0, row: { text: 'three' } },
    { classIndex: 1, row: { text: 'a much longer text' } },
  ],
};

export const postText: HttpJsonPlan = {
  kind: 'http-json',
  method: 'POST',
  path: '/predict',
  headers: {},
  body: { text: '{{text}}' },
  check: {},
};

export interface EngineOverrides {
  protocol?: ProtocolPlan;
  workload?: Workload;
  timeouts?: Partial<TimeoutPlan>;
  workers?: number;
}

export function engineFor(overrides: EngineOverrides = {}): Promise<Engine> {
  return createEngine({
    protocol: overrides.protocol ?? postText,
    workload: overrides.workload ?? twoClasses,
    salt: 'test',
    load: {
      expectedRatePerSecond: 10,
      mixedRatePerSecond: 6,
      arrivals: 'constant',
      timeouts: { ...relaxedTimeouts, ...overrides.timeouts },
      workers: overrides.workers ?? 1,
      generator: bounds,
    },
  });
}

/** A constant rate from 0 on, over lead-in and measured part; inputs in turn. */
export function openBlock(ratePerSecond: number, durationMs: number, leadInMs = 0): BlockPlan {
  const count = Math.round((ratePerSecond * (leadInMs + durationMs)) / 1000);
  return {
    scenario: 'mixed',
    index: 0,
    leadInMs,
    durationMs,
    ratePerSecond,
    arrivals: {
      kind: 'open',
      schedule: {
        dueAtMs: Float64Array.from({ length: count }, (_, row) => (row * 1000) / ratePerSecond),
        itemIndex: Uint32Array.from({ length: count }, (_, row) => row % 4),
      },
    },
  };
}

export function closedBlock(concurrency: number, requests: number, maximumMs: number): BlockPlan {
  const itemIndex = Uint32Array.from({ length: requests }, (_, row) => row % 4);
  return {
    scenario: 'single',
    index: 0,
    leadInMs: 0,
    durationMs: maximumMs,
    arrivals: { kind: 'closed', loop: { concurrency, itemIndex, maximumMs } },
  };
}

export const never = new AbortController().signal;

const engines = new Map<string, Promise<Engine>>();

/** Runs one block on an engine that is kept for further blocks of the same settings in this file. */
export async function runBlock(
  block: BlockPlan,
  target: string | Endpoint,
  overrides: EngineOverrides = {},
): Promise<BlockSamples> {
  const key = JSON.stringify(overrides);
  const starting = engines.get(key) ?? engineFor(overrides);
  engines.set(key, starting);
  const endpoint = typeof target === 'string' ? { baseUrl: target } : target;
  return (await starting).run(block, endpoint, { signal: never });
}

afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close();
});

/** How many requests ended how; outcomes that did not occur are left out. */
export function countOutcomes({ samples }: BlockSamples): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const index of samples.outcome) {
    const outcome = outcomes[index] as Outcome;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

export interface RawServer {
  baseUrl: string;
  /** Requests whose headers and body have arrived, as text. */
  requests: string[];
  /** Connections that are open now, and the most there ever were. */
  connections: { open: number; most: number; total: number };
  close(): Promise<void>;
}

/** A server that answers each complete request by writing whatever bytes it likes to the socket. */
export async function startRawServer(
  answer: (socket: Socket, request: string, count: number) => void,
): Promise<RawServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const connections = { open: 0, most: 0, total: 0 };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    connections.total++;
    connections.most = Math.max(connections.most, ++connections.open);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      connections.open--;
    });
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (;;) {
        const end = text.indexOf('\r\n\r\n');
        if (end === -1) return;
        const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        const request = text.slice(0, end + 4 + length);
        text = text.slice(end + 4 + length);
        requests.push(request);
        answer(socket, request, requests.length);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A complete answer with a JSON body. */
export function jsonAnswer(body: unknown, status = '200 OK', headers = ''): string {
  const text = JSON.stringify(body);
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** A port on which nothing listens. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server process of its own with a known delay, so that its work does not disturb our event loop. */
export async function startDelayServer(
  settings: Record<string, string>,
): Promise<{ baseUrl: string; process: ChildProcess; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'delay-server.ts')], {
    env: { ...process.env, NODE_OPTIONS: '', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    process: child,
    stop: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
