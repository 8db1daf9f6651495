import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import {
  closedBlock,
  makeTimetable,
  mixedBlock,
  shardBlock,
  usersOfShard,
  wholeBlocks,
} from '../../src/scenario/index.ts';
import { loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const workload = workloadOf([6, 3, 1]);
const pairing = { blockMs: 5_000, leadInMs: 1_000, restartEveryPairs: 0, maximumPairs: 36 };
const shardsOf = (of: number) => Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));
const partsOf = (block: BlockPlan, of: number) => shardsOf(of).map((shard) => shardBlock(block, shard));

test('the parts of all shards are the schedule: each request once, at its time, in its order', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (seed, of, rate) => {
        const load = loadOf({ mixedRatePerSecond: rate });
        const block = mixedBlock({ index: 0, load, pairing, workload, random: seeded(seed) });
        const whole = scheduleOf(block);
        const parts = partsOf(block, of).map((part) => scheduleOf(part!));
        expect(parts.reduce((sum, { dueAtMs }) => sum + dueAtMs.length, 0)).toBe(whole.dueAtMs.length);
        whole.dueAtMs.forEach((dueMs, row) => {
          const part = parts[row % of]!;
          const own = Math.floor(row / of);
          expect([part.dueAtMs[own], part.itemIndex[own]]).toEqual([dueMs, whole.itemIndex[row]]);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('the users of a closed loop are dealt exactly, and its inputs and think times with them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 60 }), (concurrency, of) => {
      const users = shardsOf(of).map((shard) => usersOfShard(concurrency, shard));
      expect(users.reduce((sum, each) => sum + each, 0)).toBe(concurrency);
      expect(Math.max(...users) - Math.min(...users)).toBeLessThanOrEqual(1);
    }),
  );
  const thinkTime = { kind: 'exponential', meanMs: 20 } as const;
  const request = { kind: 'closed', concurrency: 7, durationMs: 50, thinkTime } as const;
  const block = closedBlock(request, workload, seeded(1));
  const loops = partsOf(block, 3).map(
    (part) => (part!.arrivals.kind === 'closed' ? part!.arrivals.loop : undefined)!,
  );
  const whole = block.arrivals.kind === 'closed' ? block.arrivals.loop : undefined;
  expect(loops.map((loop) => loop.concurrency)).toEqual([3, 2, 2]);
  whole!.itemIndex.forEach((item, row) => {
    const loop = loops[row % 3]!;
    const own = Math.floor(row / 3);
    expect([loop.itemIndex[own], loop.thinkMs![own]]).toEqual([item, whole!.thinkMs![row]]);
  });
  expect(shardBlock(block, { index: 8, of: 8 })).toBeUndefined();
});

test('what a block is as a whole counts its measured requests alone, from the first of them on', () => {
  const load = loadOf({ mixedRatePerSecond: 12 });
  const block = mixedBlock({ index: 0, load, pairing, workload, random: seeded(5) });
  const [whole] = wholeBlocks(block, workload);
  expect(whole).toMatchObject({ measuredFromMs: 1_000, firstRow: 12, requests: 60, ratePerSecond: 12 });
});

const planOf = (change: Partial<Plan>): Plan =>
  ({
    mode: 'auto',
    budgetMs: 180_000,
    load: loadOf({}),
    pairing,
    scenarios: [{ kind: 'single', requestsPerClass: 3, maximumMs: 1_000 }, { kind: 'mixed' }],
    ...change,
  }) as Plan;

const timetableOf = (plan: Plan, of = 8) =>
  makeTimetable({
    plan,
    shard: { of, pauseMs: 2_000 },
    workload,
    randomOf: (...use) => seeded(use.join('/').length),
  });

test('a timetable of pairs fills the budget, has one look at its end and no two blocks at once', () => {
  const { blocks, looks, leftOut } = timetableOf(planOf({ base: { kind: 'url' } as never }));
  expect(looks).toEqual([11]);
  expect(leftOut.map(({ scenario }) => scenario)).toEqual(['single']);
  expect(blocks.map(({ slot }) => slot.order)).toEqual([...blocks.keys()]);
  expect(blocks.map(({ slot }) => slot.atMs)).toEqual(blocks.map((_, i) => 8_000 * i));
  const pairs = blocks.map(({ draw }) => draw().index);
  expect(pairs).toEqual(blocks.map((_, i) => Math.floor(i / 2)));
});

test('scenarios with fixed steps come before it for each arm, and those that look at results are left out', () => {
  const { blocks, leftOut } = timetableOf(
    planOf({
      mode: 'slo',
      scenarios: [
        { kind: 'ramp', shape: 'steps', from: 0.5, to: 1.5, steps: 3, stepMs: 1_000 },
        { kind: 'spike', heights: [2], beforeMs: 1_000, holdMs: 1_000, afterMs: 1_000 },
        { kind: 'closed', concurrency: 7, durationMs: 1_000, thinkTime: { kind: 'none' } },
        { kind: 'long-context', mostConcurrency: 8, stepMs: 1_000 },
        { kind: 'mixed' },
      ],
    }),
  );
  const ramp = blocks.filter(({ slot }) => slot.scenario === 'ramp');
  expect(ramp.map(({ draw }) => draw().ratePerSecond)).toEqual([10, 20, 30]);
  // A spike is sent in one piece and recorded as three.
  expect(blocks.slice(0, 5).map(({ slot }) => [slot.scenario, slot.order, slot.blocks])).toEqual([
    ['ramp', 0, 1],
    ['ramp', 1, 1],
    ['ramp', 2, 1],
    ['spike', 3, 3],
    ['mixed', 6, 1],
  ]);
  expect(leftOut.map(({ scenario }) => scenario)).toEqual(['closed', 'long-context']);
});

test('a block with fewer requests than shards is refused before anything is sent', () => {
  expect(() => timetableOf(planOf({}), 80)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
});
