import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArrivalsPlan } from '../../src/model/plan.ts';
import type { FaultsPlan } from '../../src/model/scenario.ts';
import { faultBlocks, faultTimes, firstAlone, scenarioMs, singleBlocks } from '../../src/scenario/index.ts';
import { loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const workload = workloadOf([6, 3, 1]);
const scenario: FaultsPlan = {
  kind: 'faults',
  dependency: { host: '127.0.0.1', port: 1, variable: 'A', value: '{port}' },
  faults: [{ kind: 'slow', delayMs: 2000 }, { kind: 'gone' }],
  beforeMs: 5000,
  holdMs: 10_000,
  afterMs: 10_000,
};

test('each fault has a block at the mixed rate, in which the dependency is well, faulty and well again', () => {
  const blocks = faultBlocks(scenario, loadOf({}), workload, seeded(1));
  const parts = (index: number) => [
    { index, phase: 'before', startMs: 1000, durationMs: 4750, ratePerSecond: 12 },
    { index: index + 1, phase: 'during', startMs: 6000, durationMs: 9750, ratePerSecond: 12 },
    { index: index + 2, phase: 'after', startMs: 16_000, durationMs: 10_000, ratePerSecond: 12 },
  ];
  const common = { scenario: 'faults', leadInMs: 1000, durationMs: 25_000, ratePerSecond: 12 };
  expect(blocks).toMatchObject([
    { ...common, index: 0, variant: 'slow', parts: parts(0) },
    { ...common, index: 3, variant: 'gone', parts: parts(3) },
  ]);
  expect(blocks.map((block) => scheduleOf(block).dueAtMs.length)).toEqual([312, 312]);
  expect(faultTimes(scenario)).toEqual({ onMs: 6000, offMs: 16_000 });
  // With the answers that are still to come after each.
  expect(scenarioMs(scenario, 3)).toBe(2 * 26_300);
});

test('no request of a fault is in two parts', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom<ArrivalsPlan>('poisson', 'constant'),
      fc.integer({ min: 100, max: 3000 }),
      fc.integer({ min: 1, max: 100 }),
      (seed, arrivals, partMs, mixedRatePerSecond) => {
        const short = { ...scenario, beforeMs: partMs, holdMs: partMs, afterMs: partMs };
        const load = loadOf({ arrivals, mixedRatePerSecond });
        for (const block of faultBlocks(short, load, workload, seeded(seed))) {
          for (const dueMs of scheduleOf(block).dueAtMs) {
            const within = block.parts?.filter(
              ({ startMs, durationMs }) => dueMs >= startMs && dueMs <= startMs + durationMs,
            );
            expect(within?.length).toBeLessThan(2);
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('the first request of a warm-up can be sent alone, and no request is lost by that', () => {
  const blocks = singleBlocks({ kind: 'single', requestsPerClass: 4, maximumMs: 100 }, workload, seeded(1));
  const itemsOf = (all: typeof blocks) =>
    all.map(({ arrivals }) => (arrivals.kind === 'closed' ? [...arrivals.loop.itemIndex] : []));
  const apart = itemsOf(firstAlone(blocks));
  expect(apart.map(({ length }) => length)).toEqual([1, 3, 4, 4]);
  expect(apart.flat()).toEqual(itemsOf(blocks).flat());
  expect(firstAlone([])).toEqual([]);
});
