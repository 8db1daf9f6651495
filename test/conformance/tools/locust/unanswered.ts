import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedDurationMs } from '../../../../src/load/closed-duration.ts';
import { toSluiceError } from '../../../../src/model/error.ts';
import { countOutcomes } from '../../load.ts';
import type { Checks } from '../checks.ts';
import { closedBlock, openBlock, openEngine, planOf, unary } from './bench.ts';

const users = 12;
const hanging = 6;
const { signal } = new AbortController();

const head = 'import time\nfrom locust import FastHttpUser, HttpUser, User, constant, events, task\n';
const sending = (kind: string, how: string) => `${head}
class Customer(${kind}):
    @task
    def predict(self):
        ${how}
`;
const locustfiles = {
  'a FastHttpUser': sending('FastHttpUser', 'self.client.post("/", json={}, name="short")'),
  'an HttpUser': sending('HttpUser', 'self.client.post("/", json={}, context={"class": "short"})'),
  'a stream that is read in a with-block': sending(
    'HttpUser',
    'with self.client.post("/stream", stream=True, catch_response=True, name="short") as answer: answer.content',
  ),
  'a client of its own': sending(
    'User',
    `import urllib.request
        with events.request.measure("own", "short"):
            urllib.request.urlopen(self.host + "/", b"{}").read()`,
  ),
};
const leaving = `${sending('FastHttpUser', 'self.client.post("/", json={}, name="short")')}
    def on_start(self):
        if id(self) and Customer.seen % 2:
            Customer.seen += 1
            raise RuntimeError("no login")
        Customer.seen += 1
    seen = 0
`;
const broken = `${sending('User', 'events.request.fire(request_type="own", name="short", response_time=float("nan"), response_length=0)')}
    wait_time = constant(0.2)
`;

/** A server that never answers some of its users, and locustfiles that hide it, or are wrong in other ways. */
export async function checkUnanswered(command: string, checks: Checks, folder: string): Promise<void> {
  const server = await startHangingServer();
  // Settings of the workspace would end the test after a second, and the comma its path.
  const own = join(folder, 'a, folder');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'locust.conf'), 'run-time = 1s\nautoquit = 1\n');
  const run = async (locustfile: string, block = closedBlock(0, users, 4)) => {
    writeFileSync(join(own, 'load.py'), locustfile);
    const plan = planOf(command, { script: { file: 'load.py', digest: '' }, workers: 2 });
    const engine = await openEngine(unary, plan, own);
    try {
      return { block, measured: await engine.run(block, { baseUrl: server.url }, { signal }) };
    } finally {
      await engine.close();
      await sleep(100);
    }
  };
  try {
    for (const [name, locustfile] of Object.entries(locustfiles)) {
      const rates: number[] = [];
      for (const most of [0, hanging]) {
        server.hang(most);
        const { block, measured } = await run(locustfile);
        const { aborted = 0, ok = 0, ...others } = countOutcomes(measured);
        const loop = block.arrivals.kind === 'closed' ? block.arrivals.loop : undefined;
        if (loop) rates.push((1000 * ok) / closedDurationMs(block, loop, measured.samples));
        checks.equal(`${name}: requests that ${most} of ${users} users got no answer to`, aborted, most);
        checks.equal(`${name}: other errors`, others, {});
      }
      const [healthy = 0, hung = 0] = rates;
      checks.hold(`${name}: ${healthy.toFixed(1)}/s, and ${hung.toFixed(1)}/s with them`, hung < healthy / 2);
    }
    server.hang(0);
    for (const [name, locustfile, expected] of [
      ['users that end in on_start', leaving, /Of 12 users .* ended before the block did/],
      ['a time that is no number', broken, /"short" without a time/],
    ] as const) {
      const told = await run(locustfile).then(
        () => 'none',
        (error: unknown) => `${toSluiceError(error).code}: ${toSluiceError(error).fact}`,
      );
      checks.hold(`${name}: ${told}`, expected.test(told));
    }
    await checkCancelledLoad(command, server, checks);
  } finally {
    server.stop();
  }
}

/** What was cancelled is not sent any more, though the engine stays open. */
async function checkCancelledLoad(command: string, server: HangingServer, checks: Checks): Promise<void> {
  const engine = await openEngine(unary, planOf(command, { workers: 2 }));
  try {
    const cancelling = new AbortController();
    setTimeout(() => cancelling.abort(), 1500);
    const running = engine.run(openBlock(0, 20, 8), { baseUrl: server.url }, { signal: cancelling.signal });
    await running.catch(() => undefined);
    await sleep(200);
    const before = server.requests;
    await sleep(2000);
    checks.equal('requests in the 2 s after a block was cancelled', server.requests - before, 0);
    const next = await engine.run(openBlock(1, 20, 1), { baseUrl: server.url }, { signal });
    checks.equal('and the next block', countOutcomes(next), { ok: 20 });
  } finally {
    await engine.close();
  }
}

interface HangingServer {
  url: string;
  requests: number;
  /** From the 20th request from now on, so many are never answered. */
  hang(most: number): void;
  stop(): void;
}

async function startHangingServer(): Promise<HangingServer> {
  let [left, seen] = [0, 0];
  const held: ServerResponse[] = [];
  const json = { 'content-type': 'application/json' };
  const server = createServer((request, response) => {
    told.requests++;
    request.resume().on('end', () => {
      if (++seen >= 20 && left > 0) {
        left--;
        held.push(response);
        if (request.url === '/stream') response.writeHead(200, json).write('{');
      } else setTimeout(() => response.writeHead(200, json).end('{"label":1}'), 100);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const told: HangingServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: 0,
    hang: (most) => ([left, seen] = [most, 0]),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return told;
}
