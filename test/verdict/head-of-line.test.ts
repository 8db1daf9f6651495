import { expect, test } from 'vitest';
import type { Block, Run } from '../../src/model/run.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { headOfLineOf } from '../../src/verdict/traits/head-of-line.ts';
import { seeded } from '../stats/draws.ts';
import { makeRun } from './runs.ts';

const serviceMs = { short: 10, medium: 30, long: 200 };
const shares = { short: 0.7, medium: 0.2, long: 0.1 };
type ClassName = keyof typeof serviceMs;
const names = Object.keys(serviceMs) as ClassName[];

interface Request {
  dueMs: number;
  name: ClassName;
}

/** Latencies of a queue with so many servers, first come first served. */
function serveInOrder(servers: number) {
  return (requests: readonly Request[]): number[] => {
    const freeAtMs = Array<number>(servers).fill(0);
    return requests.map(({ dueMs, name }) => {
      const server = freeAtMs.indexOf(Math.min(...freeAtMs));
      const endMs = Math.max(dueMs, freeAtMs[server]!) + serviceMs[name];
      freeAtMs[server] = endMs;
      return endMs - dueMs;
    });
  };
}

/** All requests in the server share it equally, so that each is slowed down alike. */
function shareEqually(requests: readonly Request[]): number[] {
  const latencies: number[] = [];
  const left = new Map<number, number>();
  let [nowMs, next] = [0, 0];
  while (next < requests.length || left.size > 0) {
    const [first, leastMs] = [...left].reduce((a, b) => (b[1] < a[1] ? b : a), [-1, Infinity]);
    const comesMs = requests[next]?.dueMs ?? Infinity;
    const doneMs = left.size === 0 ? Infinity : nowMs + leastMs * left.size;
    const passedMs = (Math.min(doneMs, comesMs) - nowMs) / Math.max(1, left.size);
    for (const [row, ms] of left) left.set(row, ms - passedMs);
    nowMs = Math.min(doneMs, comesMs);
    if (doneMs <= comesMs) {
      left.delete(first);
      latencies[first] = nowMs - requests[first]!.dueMs;
    } else left.set(next, serviceMs[requests[next++]!.name]);
  }
  return latencies;
}

function blockOf(scenario: Block['scenario'], index: number, times: Record<ClassName, number[]>): Block {
  return {
    scenario,
    index,
    order: index,
    start: 0,
    startedAtEpochMs: 0,
    durationMs: 10_000,
    validity: { valid: true },
    classes: Object.fromEntries(
      Object.entries(times).map(([name, ms]) => [
        name,
        {
          attempted: ms.length,
          completed: ms.length,
          errors: {},
          timings: { latency: distributionFromValues(ms) },
        },
      ]),
    ),
  };
}

interface Server {
  ratePerSecond: number;
  serve: (requests: readonly Request[]) => number[];
  blocks?: number;
  alone?: number;
}

function runOf({ ratePerSecond, serve, blocks = 8, alone = 10 }: Server): Run {
  const random = seeded(11);
  const single = names.map((name, index) =>
    blockOf('single', index, { short: [], medium: [], long: [], [name]: Array(alone).fill(serviceMs[name]) }),
  );
  const mixed = Array.from({ length: blocks }, (_, index) => {
    const requests: Request[] = [];
    for (let dueMs = 0; dueMs < 10_000; dueMs += (-Math.log(1 - random()) * 1000) / ratePerSecond) {
      const drawn = random();
      const name = drawn < shares.long ? 'long' : drawn < shares.long + shares.medium ? 'medium' : 'short';
      requests.push({ dueMs, name });
    }
    const latencies = serve(requests);
    const times = { short: [], medium: [], long: [] } as Record<ClassName, number[]>;
    requests.forEach(({ name }, i) => times[name].push(latencies[i]!));
    return blockOf('mixed', index, times);
  });
  return {
    ...makeRun('candidate', { blocks: 0 }),
    classes: names.map((name) => ({ name, share: shares[name] })),
    blocks: [...single, ...mixed],
  };
}

test('short requests that wait behind long ones in one queue are named, with what they take alone and mixed', () => {
  const found = headOfLineOf(runOf({ ratePerSecond: 10, serve: serveInOrder(1) })) ?? [];
  expect(found.map(({ class: name, behind }) => [name, behind])).toEqual([
    ['short', 'long'],
    ['medium', 'long'],
  ]);
  expect(found[0]?.aloneP95Ms).toBe(10);
  expect(found[0]?.mixedP95Ms).toBeGreaterThan(110);
});

test.each<[string, Server]>([
  // 1 % of the time a long request is being served.
  ['at a light load', { ratePerSecond: 0.5, serve: serveInOrder(1), blocks: 40 }],
  ['with a server for everybody', { ratePerSecond: 10, serve: serveInOrder(100) }],
  ['where all requests share the server equally', { ratePerSecond: 18, serve: shareEqually }],
  ['under overload', { ratePerSecond: 60, serve: serveInOrder(1) }],
  ['with too few requests of the class', { ratePerSecond: 5, serve: serveInOrder(1), blocks: 2 }],
])('nobody is named %s', (_, server) => {
  expect(headOfLineOf(runOf(server))).toEqual([]);
});

test('a burst in one half of the blocks is no waiting behind others', () => {
  const calm = runOf({ ratePerSecond: 10, serve: serveInOrder(100) });
  const waiting = runOf({ ratePerSecond: 10, serve: serveInOrder(1) });
  const blocks = calm.blocks.map((block, i) => (i < 3 + 4 ? block : waiting.blocks[i]!));
  expect(headOfLineOf({ ...calm, blocks })).toEqual([]);
});

test('without both scenarios, or with too few requests alone, nothing is known of it', () => {
  expect(headOfLineOf(runOf({ ratePerSecond: 10, serve: serveInOrder(1), alone: 5 }))).toBeUndefined();
  const run = runOf({ ratePerSecond: 10, serve: serveInOrder(1) });
  for (const wanted of ['single', 'mixed'])
    expect(
      headOfLineOf({ ...run, blocks: run.blocks.filter(({ scenario }) => scenario === wanted) }),
    ).toBeUndefined();
});
