import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArrivalsPlan } from '../../src/model/plan.ts';
import type { ScenarioPlan } from '../../src/model/scenario.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { linearRamp } from '../../src/scenario/index.ts';
import { countsOf, loadOf, scheduleOf, seeded, workloadOf } from './chance.ts';

const workload = workloadOf([6, 3, 1]);

function linear(
  ramp: Partial<Extract<ScenarioPlan, { kind: 'ramp' }>>,
  expectedRatePerSecond: number,
  arrivals: ArrivalsPlan,
  seed = 1,
): BlockPlan {
  const scenario = {
    kind: 'ramp',
    shape: 'linear',
    from: 0.1,
    to: 2,
    steps: 8,
    stepMs: 2_000,
    ...ramp,
  } as const;
  return linearRamp(scenario, loadOf({ expectedRatePerSecond, arrivals }), workload, seeded(seed));
}

const shapes = fc.record({
  from: fc.double({ min: 0.01, max: 1, noNaN: true }),
  rise: fc.double({ min: 1e-9, max: 4, noNaN: true }),
  steps: fc.integer({ min: 2, max: 20 }),
  stepMs: fc.integer({ min: 1, max: 4_000 }),
  rate: fc.double({ min: 0.1, max: 300, noNaN: true }),
  seed: fc.integer(),
});

/** The integral of a rate that goes on a line: the mean of its ends times the time. */
function integral(from: number, to: number, totalMs: number, rate: number, ms: number): number {
  const endRate = from + ((to - from) * ms) / totalMs;
  return (((rate * (from + endRate)) / 2) * ms) / 1000;
}

/** Two of its gamma arrivals are so near to each other that their times round to the other order. */
const nextToEachOther = {
  from: 0.01,
  rise: 3.9999997621194967,
  steps: 10,
  stepMs: 3_544,
  rate: 238.7168303411575,
  seed: 173147476,
};

test.each(['constant', 'poisson', { kind: 'gamma', burstiness: 0.3 }] as const)(
  'a linear ramp of %j arrivals has the integral of its rate as its number, in all and at the end of each part',
  (arrivals) => {
    fc.assert(
      fc.property(shapes, ({ from, rise, steps, stepMs, rate, seed }) => {
        const to = from + rise;
        const block = linear({ from, to, steps, stepMs }, rate, arrivals, seed);
        const { dueAtMs, itemIndex } = scheduleOf(block);
        const totalMs = steps * stepMs;
        expect(dueAtMs).toEqual(dueAtMs.toSorted());
        expect(itemIndex).toHaveLength(dueAtMs.length);
        expect(block).toMatchObject({ leadInMs: 0, durationMs: totalMs });
        for (const [index, { startMs, durationMs }] of (block.parts ?? []).entries()) {
          expect(startMs).toBe(index * stepMs);
          const until = dueAtMs.filter((due) => due < startMs + durationMs).length;
          expect(Math.abs(until - integral(from, to, totalMs, rate, startMs + durationMs))).toBeLessThan(
            0.5 + 1e-6,
          );
        }
        expect(block.parts).toHaveLength(steps);
      }),
      { numRuns: 50, examples: [[nextToEachOther]] },
    );
  },
);

test('with constant arrivals the count is within one of the integral at any time', () => {
  fc.assert(
    fc.property(shapes, ({ from, rise, steps, stepMs, rate }) => {
      const to = from + rise;
      const { dueAtMs } = scheduleOf(linear({ from, to, steps, stepMs }, rate, 'constant'));
      const totalMs = steps * stepMs;
      // The difference is widest just before and just after an arrival.
      dueAtMs.forEach((due, before) => {
        const until = integral(from, to, totalMs, rate, due);
        if (Math.abs(until - before) > 1 || Math.abs(until - before - 1) > 1)
          expect.fail(`${before} before ${due} ms, ${until} by the integral`);
      });
    }),
    { numRuns: 50 },
  );
});

test('requests of every part have the declared proportions', () => {
  const block = linear({ from: 0.5, to: 1.5, steps: 4, stepMs: 5_000 }, 20, 'poisson');
  const { dueAtMs, itemIndex } = scheduleOf(block);
  for (const { startMs, durationMs } of block.parts ?? []) {
    const rows = [...dueAtMs.keys()].filter((row) => {
      const due = dueAtMs[row] ?? Number.NaN;
      return due > startMs && due < startMs + durationMs;
    });
    const ofClass = countsOf(
      workload,
      rows.map((row) => itemIndex[row] ?? Number.NaN),
    );
    for (const [i, { share }] of workload.classes.entries())
      expect(Math.abs((ofClass[i] ?? Number.NaN) - rows.length * share)).toBeLessThan(1);
  }
});

test('parts carry the rate in their middle, and no request is due on a border', () => {
  const block = linear({ from: 0.5, to: 1.5, steps: 4, stepMs: 5_000 }, 20, 'constant');
  expect(block.parts?.map(({ ratePerSecond }) => Number(ratePerSecond.toFixed(9)))).toEqual([
    12.5, 17.5, 22.5, 27.5,
  ]);
  expect(block.ratePerSecond).toBeCloseTo(20, 9);
  expect(scheduleOf(block).dueAtMs).toHaveLength(400);
  for (const due of scheduleOf(block).dueAtMs) expect(due % 5_000).not.toBe(0);
});

test('a linear ramp of a replayed trace has poisson arrivals', () => {
  const replay = { kind: 'replay', path: 't.csv', format: 'csv', column: 't', unit: 's', scale: 1 } as const;
  expect(linear({}, 20, replay)).toEqual(linear({}, 20, 'poisson'));
});
