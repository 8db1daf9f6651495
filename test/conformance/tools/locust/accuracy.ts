import { join } from 'node:path';
import type { ProtocolPlan } from '../../../../src/model/protocol.ts';
import { chooseFreePort } from '../../../../src/target/port.ts';
import { countOutcomes, workspace } from '../../load.ts';
import type { Checks } from '../checks.ts';
import { startServer, type Server } from '../shards/fleet.ts';
import { compareEngines } from '../engines/compare.ts';
import { closedBlock, openBlock, openEngine, planOf, startWaitingServer, unary } from './bench.ts';

const blocks = 20;
const seconds = 3;
const workers = 3;

export async function checkAccuracy(command: string, checks: Checks): Promise<void> {
  const server = await startWaitingServer();
  const rate = 60;
  try {
    const { builtIn, other: locust } = await compareEngines(
      planOf(command, { workers }),
      {
        protocol: unary,
        url: server.url,
        blocks,
        blockOf: (index) => openBlock(index, rate, seconds),
        quantiles: [0.5, 0.9, 0.95, 0.99].map((p) => ['latency', p]),
      },
      checks,
    );
    checks.equal('requests by three workers', locust.requests, blocks * rate * seconds);
    checks.equal('good requests', locust.good, builtIn.good);
  } finally {
    server.stop();
  }
}

const tokens = 8;
export const chat = {
  kind: 'openai-chat',
  path: '/v1/chat/completions',
  headers: {},
  body: { model: 'm', messages: [{ role: 'user', content: '{{text}} {{salt}}' }] },
  check: {},
} as ProtocolPlan;

export async function checkStreaming(command: string, checks: Checks): Promise<void> {
  const server = await startChatServer({ TOKENS: String(tokens), FIRST_MS: '300', TOKEN_MS: '60' });
  const rate = 12;
  try {
    const { builtIn, other: locust } = await compareEngines(
      planOf(command, { workers }),
      {
        protocol: chat,
        url: server.url,
        blocks,
        blockOf: (index) => openBlock(index, rate, seconds),
        quantiles: [
          ['ttft', 0.5],
          ['ttft', 0.9],
          ['tpot', 0.5],
          ['tpot', 0.9],
          ['latency', 0.5],
          ['latency', 0.9],
        ],
      },
      checks,
    );
    checks.equal('requests by three workers', locust.requests, blocks * rate * seconds);
    checks.equal('tokens', locust.tokens, blocks * rate * seconds * tokens);
    checks.equal('tokens by the built-in engine', builtIn.tokens, locust.tokens);
  } finally {
    server.stop();
  }
}

/** The server tells no port of its own choice. */
export async function startChatServer(env: Record<string, string>): Promise<Server> {
  const port = String(await chooseFreePort());
  const file = join(workspace, 'test/support/chat-server.js');
  const script = `await import(${JSON.stringify(file)}); setTimeout(() => console.log('port ${port}'), 100);`;
  const command = [process.execPath, '--input-type=module', '--eval', script];
  return startServer(command, { PORT: port, ...env }, /port (\d+)/);
}

/** Ten users over three workers. */
export async function checkClosed(command: string, checks: Checks): Promise<void> {
  const server = await startWaitingServer();
  try {
    const { builtIn, other: locust } = await compareEngines(
      planOf(command, { workers }),
      {
        protocol: unary,
        url: server.url,
        blocks,
        blockOf: (index) => closedBlock(index, 10, seconds),
        // Which inputs the last requests of a block have is chance.
        quantiles: [],
      },
      checks,
    );
    const apart = locust.good / builtIn.good - 1;
    checks.hold(
      `${locust.good} requests by ten users, ${builtIn.good} by the built-in engine`,
      // Of both engines it is a sample of what the server draws.
      Math.abs(apart) <= 0.05,
    );
    for (const users of [1, 4]) await checkBounded(command, server.url, users, checks);
  } finally {
    server.stop();
  }
}

/** Rows that are few enough to be all sent, by fewer users than workers, and by users that do not divide by them. */
async function checkBounded(command: string, url: string, users: number, checks: Checks): Promise<void> {
  const engine = await openEngine(unary, planOf(command, { workers }));
  const block = closedBlock(0, users, 30);
  if (block.arrivals.kind !== 'closed') return;
  const { loop } = block.arrivals;
  const itemIndex = loop.itemIndex.subarray(0, 30);
  try {
    const few = { ...block, arrivals: { kind: 'closed' as const, loop: { ...loop, itemIndex } } };
    const measured = await engine.run(few, { baseUrl: url }, { signal: new AbortController().signal });
    checks.equal(`30 requests by ${users} users`, countOutcomes(measured), { ok: 30 });
  } finally {
    await engine.close();
  }
}
