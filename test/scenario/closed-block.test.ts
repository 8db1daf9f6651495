import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScenarioPlan } from '../../src/model/scenario.ts';
import type { ClosedLoop } from '../../src/model/schedule.ts';
import { closedBlock } from '../../src/scenario/index.ts';
import { countsOf, seeded, workloadOf } from './chance.ts';

type ClosedPlan = Extract<ScenarioPlan, { kind: 'closed' }>;

const workload = workloadOf([60, 30, 10]);
const plan: ClosedPlan = { kind: 'closed', concurrency: 8, durationMs: 500, thinkTime: { kind: 'none' } };

function loopOf(scenario: Partial<ClosedPlan>, seed = 1): ClosedLoop {
  const block = closedBlock({ ...plan, ...scenario }, workload, seeded(seed));
  if (block.arrivals.kind !== 'closed') throw new TypeError('not a closed loop');
  return block.arrivals.loop;
}

test('a closed block has its users, its bound and a lead-in', () => {
  expect(closedBlock({ ...plan, durationMs: 10_000 }, workload, seeded(1))).toMatchObject({
    scenario: 'closed',
    index: 0,
    leadInMs: 1_000,
    durationMs: 10_000,
    arrivals: { kind: 'closed', loop: { concurrency: 8, maximumMs: 11_000 } },
  });
});

test('however many requests are sent, each class has its share of them', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat({ max: 4_800 }), (seed, sent) => {
      const { itemIndex } = loopOf({}, seed);
      const ofClass = countsOf(workload, itemIndex.slice(0, sent));
      const rest = sent % 100;
      for (const [i, { share }] of workload.classes.entries()) {
        const exact = (sent - rest) * share;
        expect(ofClass[i]).toBeGreaterThanOrEqual(Math.round(exact));
        expect(ofClass[i]).toBeLessThanOrEqual(Math.round(exact) + rest);
      }
    }),
  );
});

test('every request has a think time, drawn for a seed and a mean', () => {
  const { itemIndex, thinkMs } = loopOf({
    durationMs: 10_000,
    thinkTime: { kind: 'exponential', meanMs: 200 },
  });
  expect(thinkMs).toHaveLength(itemIndex.length);
  expect(itemIndex).toHaveLength(88_000);
  const mean = thinkMs!.reduce((sum, each) => sum + each, 0) / itemIndex.length;
  expect(mean).toBeGreaterThan(196);
  expect(mean).toBeLessThan(204);
  const long = thinkMs!.filter((each) => each > 200).length / itemIndex.length;
  expect(long).toBeCloseTo(Math.exp(-1), 2);
  expect(Math.min(...thinkMs!)).toBeGreaterThanOrEqual(0);
});

test('think times are the same for the same seed, constant ones always, and absent without any', () => {
  const exponential = { thinkTime: { kind: 'exponential', meanMs: 20 } } as const;
  expect(loopOf(exponential, 5)).toEqual(loopOf(exponential, 5));
  expect(loopOf(exponential, 5).thinkMs).not.toEqual(loopOf(exponential, 6).thinkMs);
  expect(new Set(loopOf({ thinkTime: { kind: 'constant', thinkMs: 30 } }).thinkMs)).toEqual(new Set([30]));
  expect(loopOf({}).thinkMs).toBeUndefined();
});

test('memory is set aside for 100,000 requests at most', () => {
  expect(loopOf({ concurrency: 10_000, durationMs: 60_000 }).itemIndex).toHaveLength(100_000);
});
