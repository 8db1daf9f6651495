import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArrivalsPlan, PairingPlan } from '../../src/model/plan.ts';
import { mixedBlock, singleBlocks } from '../../src/scenario/index.ts';
import { countsOf, loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const load = loadOf({});
const pairing: PairingPlan = { blockMs: 5_000, leadInMs: 1_000, restartEveryPairs: 6, maximumPairs: 36 };
const workload = workloadOf([6, 3, 1]);

test('a mixed block has its exact number and proportions in the measured part, whatever the lead-in has', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom<ArrivalsPlan>('poisson', 'constant', { kind: 'gamma', burstiness: 0.4 }),
      (seed, arrivals) => {
        const block = mixedBlock({
          index: 3,
          load: { ...load, arrivals },
          pairing,
          workload,
          random: seeded(seed),
        });
        expect(block).toMatchObject({
          scenario: 'mixed',
          index: 3,
          leadInMs: 1_000,
          durationMs: 5_000,
          ratePerSecond: 12,
        });
        const { dueAtMs, itemIndex } = scheduleOf(block);
        expect(dueAtMs).toEqual(dueAtMs.toSorted());
        expect(itemIndex).toHaveLength(dueAtMs.length);
        const leadIn = dueAtMs.filter((atMs) => atMs < 1_000).length;
        expect(leadIn).toBe(12);
        expect(dueAtMs.filter((atMs) => atMs >= 1_000 && atMs < 6_000)).toHaveLength(60);
        expect(countsOf(workload, itemIndex.slice(leadIn))).toEqual([36, 18, 6]);
      },
    ),
    { numRuns: 50 },
  );
});

test('constant arrivals flow from the lead-in into the measured part without a gap', () => {
  const block = mixedBlock({
    index: 0,
    load: { ...load, arrivals: 'constant' },
    pairing,
    workload,
    random: seeded(1),
  });
  const { dueAtMs } = scheduleOf(block);
  const gaps = [...dueAtMs].slice(1).map((each, i) => each - (dueAtMs[i] ?? 0));
  for (const gap of gaps) expect(gap).toBeCloseTo(1000 / 12, 6);
});

test('without a lead-in the whole block is measured', () => {
  const block = mixedBlock({
    index: 0,
    load,
    pairing: { ...pairing, leadInMs: 0 },
    workload,
    random: seeded(1),
  });
  expect(scheduleOf(block).dueAtMs).toHaveLength(60);
});

test('single sends each class alone, one request at a time', () => {
  const single = { kind: 'single', requestsPerClass: 9, maximumMs: 2_000 } as const;
  const blocks = singleBlocks(single, workload, seeded(1));
  expect(blocks).toHaveLength(3);
  for (const [i, block] of blocks.entries()) {
    expect(block).toMatchObject({ scenario: 'single', index: i, leadInMs: 0, durationMs: 2_000 });
    if (block.arrivals.kind !== 'closed') throw new TypeError('not a closed loop');
    expect(block.arrivals.loop).toMatchObject({ concurrency: 1, maximumMs: 2_000 });
    expect(countsOf(workload, block.arrivals.loop.itemIndex)[i]).toBe(9);
  }
});

test('a class that is never sent has no single block', () => {
  const single = { kind: 'single', requestsPerClass: 1, maximumMs: 1 } as const;
  expect(singleBlocks(single, workloadOf([1, 0]), seeded(1))).toHaveLength(1);
});
