import { expect, test } from 'vitest';
import { assertPresence } from '../../../src/load/locust/script-users.ts';
import type { BlockPlan } from '../../../src/model/schedule.ts';

const block = (concurrency: number): Pick<BlockPlan, 'arrivals' | 'leadInMs' | 'durationMs'> => ({
  leadInMs: 1000,
  durationMs: 4000,
  arrivals: { kind: 'closed', loop: { concurrency, maximumMs: 5000, itemIndex: new Uint32Array(100) } },
});

/** The test began at 10 s. */
const check = (users: number, endedAtMs: number[], requests = 50) =>
  assertPresence(block(12), requests, [{ users, endedAtMs }], {
    originMs: 10_000,
    minimumShare: 0.98,
    file: 'load.py',
  });

test('users that are there until the block is over are enough, whenever they end then', () => {
  check(12, []);
  check(12, Array<number>(12).fill(15_000));
});

test('a user that ends at the very end is no reason to give up the block', () => {
  check(12, [14_900]);
});

test('users that were never started, or ended early, are told', () => {
  expect(() => check(6, [])).toThrow(/Of 12 users that were asked for 6 were started/);
  expect(() => check(12, [10_100, 13_000])).toThrow(/12 were started, and 2 of them ended before/);
});

test('a locustfile that has sent all that it was asked for may end its users', () => {
  check(12, Array<number>(12).fill(12_000), 100);
});

test('an open loop is judged by its rate alone', () => {
  const schedule = { dueAtMs: new Float64Array(), itemIndex: new Uint32Array() };
  const open = { ...block(12), arrivals: { kind: 'open', schedule } } as const;
  assertPresence(open, 5, [{}], { originMs: 0, minimumShare: 0.98, file: 'load.py' });
});
