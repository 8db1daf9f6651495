import type { K6Plan } from '../../../../src/model/engine.ts';
import type { Checks } from '../checks.ts';
import { closedBlock, openBlock, startWaitingServer, unary } from '../engines/bench.ts';
import { compareEngines } from '../engines/compare.ts';

const blocks = 8;
const seconds = 4;
const segments = 2;

const planOf = (command: string): K6Plan => ({ kind: 'k6', command, segments });

export async function checkAccuracy(command: string, checks: Checks): Promise<void> {
  const server = await startWaitingServer(0.05);
  const rate = 60;
  try {
    const { builtIn, other } = await compareEngines(
      planOf(command),
      {
        protocol: unary,
        url: server.url,
        blocks,
        blockOf: (index) => openBlock(index, rate, seconds),
        quantiles: [0.5, 0.9, 0.95].map((p) => ['latency', p]),
      },
      checks,
    );
    checks.equal('requests by two segments', other.requests, blocks * rate * seconds);
    checks.equal('good requests', other.good, builtIn.good);
  } finally {
    server.stop();
  }
}

/** Ten users over two segments. */
export async function checkClosed(command: string, checks: Checks): Promise<void> {
  const server = await startWaitingServer(0.05);
  try {
    const { builtIn, other } = await compareEngines(
      planOf(command),
      {
        protocol: unary,
        url: server.url,
        blocks,
        blockOf: (index) => closedBlock(index, 10, seconds),
        quantiles: [
          ['latency', 0.5],
          ['latency', 0.95],
        ],
      },
      checks,
    );
    const told = `${other.good} requests by ten users, ${builtIn.good} by the built-in engine`;
    checks.hold(told, Math.abs(other.good / builtIn.good - 1) <= 0.02);
  } finally {
    server.stop();
  }
}
