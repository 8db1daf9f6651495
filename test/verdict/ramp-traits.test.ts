import { describe, expect, it, test } from 'vitest';
import { kneeOfModel, simulateQueue } from '../../bench/scenarios/queue-model.ts';
import type { QueueModel } from '../../bench/scenarios/queue-model.ts';
import { simulateRamp } from '../../bench/scenarios/simulated-ramp.ts';
import { decodeRun, encodeRun } from '../../src/interop/index.ts';
import { quantise } from '../../src/model/distribution.ts';
import type { Block, Run } from '../../src/model/run.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { summariseRun } from '../../src/verdict/index.ts';
import { kneeFactor } from '../../src/verdict/traits/knee.ts';
import { rampTraits } from '../../src/verdict/traits/ramp.ts';
import { seeded } from '../stats/draws.ts';
import { makeRun } from './runs.ts';

const seconds = 8;

interface StepShape {
  scenario?: Block['scenario'];
  /** Null where a request failed. */
  latencyMs: (number | null)[];
  dueMs?: number[];
  goodUnderMs?: number;
  validity?: Block['validity'];
  /** Beyond `mostKeptRequests`, or of another origin. */
  withoutRequests?: boolean;
}

function blockOf(index: number, ratePerSecond: number, shape: StepShape): Block {
  const { scenario = 'ramp', latencyMs, goodUnderMs } = shape;
  const dueMs = shape.dueMs ?? latencyMs.map((_, i) => (i * 1000) / ratePerSecond);
  const done = latencyMs.filter((ms) => ms !== null);
  const failed = latencyMs.length - done.length;
  return {
    scenario,
    index,
    order: index,
    start: 0,
    startedAtEpochMs: 1_700_000_000_000 + index * 10_000,
    durationMs: seconds * 1000,
    ratePerSecond,
    validity: shape.validity ?? { valid: true },
    classes: {
      text: {
        attempted: latencyMs.length,
        completed: done.length,
        ...(goodUnderMs === undefined ? {} : { good: done.filter((ms) => ms <= goodUnderMs).length }),
        errors: failed > 0 ? { overload: failed } : {},
        timings: { latency: distributionFromValues(done.map(quantise)) },
      },
    },
    ...(shape.withoutRequests
      ? {}
      : {
          requests: {
            schedule: `schedule-${index}`,
            classIndex: latencyMs.map(() => 0),
            dueMs: dueMs.map(quantise),
            latencyMs: latencyMs.map((ms) => (ms === null ? null : quantise(ms))),
          },
        }),
  };
}

const runOf = (blocks: Block[], more: Partial<Run> = {}): Run => ({
  ...makeRun('candidate', { blocks: 0 }),
  classes: [{ name: 'text', share: 1 }],
  blocks,
  ...more,
});

/** The same latency whatever the load, with a little spread. */
const flat = (ratePerSecond: number, ms = 50): (number | null)[] => {
  const random = seeded(ratePerSecond);
  return Array.from({ length: ratePerSecond * seconds }, () => ms * (1 + 0.05 * random()));
};

const rampOf = (model: QueueModel, expectedRatePerSecond: number, seed: number, invalidShare = 0): Run =>
  simulateRamp(model, {
    ...{ seed, expectedRatePerSecond, invalidShare },
    ...{ from: 0.2, to: 2, steps: 8, stepMs: 10_000 },
  });

describe('the knee', () => {
  test.each<[string, QueueModel, number, number?]>([
    ['4 workers of fixed service', { workers: 4, serviceMs: 20, service: 'fixed' }, 140],
    ['8 workers of exponential service', { workers: 8, serviceMs: 40, service: 'exponential' }, 160],
    [
      '16 workers, with three steps of ten spoiled,',
      { workers: 16, serviceMs: 80, service: 'fixed' },
      140,
      0.3,
    ],
  ])('of %s is found where queueing theory has it', (_, model, expected, invalidShare) => {
    const truth = kneeOfModel(model, 0.2 * expected, kneeFactor);
    const knees = Array.from(
      { length: 8 },
      (_, seed) => rampTraits(rampOf(model, expected, seed + 1, invalidShare))!.knee!,
    );
    const errors = knees.map(({ value }) => Math.abs(value / truth - 1)).sort((a, b) => a - b);
    expect(errors[6]).toBeLessThan(0.1);
    const covered = knees.filter(({ interval }) => interval![0] <= truth && truth <= interval![1]);
    expect(covered.length).toBeGreaterThanOrEqual(6);
  });

  it('is nowhere as long as latency stays as it is', () => {
    const run = runOf([10, 20, 40, 80].map((rate, i) => blockOf(i, rate, { latencyMs: flat(rate) })));
    expect(rampTraits(run)).toEqual({
      knee: null,
      kneeReason: 'p95 latency stayed below 1.5 times its level at light load (52.4 ms) up to 80 requests/s',
      breaking: null,
      bestGoodput: null,
      highestPerSecond: 80,
    });
  });

  it('lies below the lowest step where requests alone are faster by half', () => {
    const alone = { scenario: 'single' as const, latencyMs: flat(10), withoutRequests: true };
    const steps = [20, 40].map((rate, i) => blockOf(i, rate, { latencyMs: flat(rate, 200) }));
    const { knee } = rampTraits(runOf([blockOf(0, 5, alone), ...steps]))!;
    expect(knee!.value).toBeGreaterThan(0);
    expect(knee!.value).toBeLessThan(20);
  });

  it('is not told of a server that breaks without a bend', () => {
    const failing = flat(40).map((ms, i) => (i % 3 === 0 ? null : ms));
    const run = runOf([blockOf(0, 10, { latencyMs: flat(10) }), blockOf(1, 40, { latencyMs: failing })]);
    expect(rampTraits(run)).toMatchObject({
      knee: null,
      kneeReason: expect.stringMatching(/^it broke at 40 requests\/s, before p95/) as string,
      breaking: { ratePerSecond: 40, why: 'errors' },
    });
    const atOnce = rampTraits(runOf([blockOf(0, 40, { latencyMs: failing })]))!;
    expect(atOnce.kneeReason).toBe('it was overloaded at the lowest rate already, 40 requests/s');
  });

  it('has no interval where too few requests stand behind it', () => {
    const slow = flat(10, 100).slice(0, 9);
    const run = runOf([blockOf(0, 5, { latencyMs: flat(5) }), blockOf(1, 10, { latencyMs: slow })]);
    expect(rampTraits(run)!.knee).toMatchObject({ interval: null });
  });

  it('leaves steps out that are not valid, and says so', () => {
    const validity = { valid: false, reason: 'the generator was the bottleneck' } as const;
    const run = runOf([
      blockOf(0, 10, { latencyMs: flat(10) }),
      blockOf(1, 20, { latencyMs: flat(20) }),
      blockOf(2, 40, { latencyMs: flat(40, 500), validity }),
    ]);
    expect(rampTraits(run)).toMatchObject({
      knee: null,
      kneeReason: expect.stringMatching(/up to 20 requests\/s; 1 of 3 steps left out as invalid$/) as string,
      highestPerSecond: 40,
    });
  });
});

describe('the breaking point', () => {
  it('is the lowest rate above all that it took, in whatever order they were measured', () => {
    const failing = (rate: number) => flat(rate).map((ms, i) => (i % 20 === 0 ? null : ms));
    const blocks = [
      blockOf(0, 10, { latencyMs: flat(10) }),
      // A hiccup at a low rate is no limit.
      blockOf(1, 20, { latencyMs: failing(20) }),
      blockOf(2, 80, { latencyMs: failing(80) }),
      blockOf(3, 40, { latencyMs: flat(40) }),
      blockOf(4, 56, { latencyMs: failing(56) }),
    ];
    expect(rampTraits(runOf(blocks))!.breaking).toEqual({ ratePerSecond: 56, why: 'errors' });
    const rates = summariseRun(runOf(blocks)).ramp.map(({ ratePerSecond }) => ratePerSecond);
    expect(rates).toEqual([10, 20, 40, 56, 80]);
  });

  it('is seen by a queue that grows, without any error', () => {
    const model = { workers: 4, serviceMs: 40, service: 'fixed' } as const;
    const step = (index: number, rate: number) => {
      const { dueMs, latencyMs } = simulateQueue(model, rate, rate * seconds, seeded(rate));
      return blockOf(index, rate, { dueMs: [...dueMs], latencyMs: [...latencyMs] });
    };
    const run = runOf([20, 60, 90, 120].map((rate, i) => step(i, rate)));
    expect(rampTraits(run)!.breaking).toEqual({ ratePerSecond: 120, why: 'goodput' });
  });

  it('is not seen in a step that is short against its answers', () => {
    const filling = Array.from({ length: 160 }, (_, i) => 3000 + i * 20);
    const run = runOf([blockOf(0, 5, { latencyMs: flat(5, 3000) }), blockOf(1, 20, { latencyMs: filling })]);
    expect(rampTraits(run)!.breaking).toBeNull();
  });

  it('is where goodput falls to less than half of its best', () => {
    const shape = (rate: number, ms: number) => ({ latencyMs: flat(rate, ms), goodUnderMs: 100 });
    const run = runOf([
      blockOf(0, 20, shape(20, 50)),
      blockOf(1, 40, shape(40, 60)),
      blockOf(2, 60, shape(60, 400)),
    ]);
    const { breaking, bestGoodput } = rampTraits(run)!;
    expect(breaking).toEqual({ ratePerSecond: 60, why: 'goodput' });
    expect(bestGoodput).toMatchObject({ goodput: { value: 40 }, askedPerSecond: 40 });
    expect(bestGoodput!.goodput.interval![0]).toBeCloseTo(39.5, 1);
  });

  it('is where the target ended, also where the generator was disturbed', () => {
    const run = runOf(
      [
        blockOf(0, 20, { latencyMs: flat(20) }),
        blockOf(1, 40, { latencyMs: flat(40), validity: { valid: false, reason: 'disturbed' } }),
      ],
      {
        endings: [
          { scenario: 'ramp', index: 1, atEpochMs: 1, how: 'exited with code 3', outOfMemory: false },
        ],
      },
    );
    expect(rampTraits(run)!.breaking).toEqual({ ratePerSecond: 40, why: 'ended' });
  });
});

it('tells the same from a run and from its file', () => {
  const run = rampOf({ workers: 4, serviceMs: 40, service: 'exponential' }, 80, 3);
  const traits = rampTraits(run);
  expect(traits!.knee!.interval).not.toBeNull();
  expect(rampTraits(decodeRun(encodeRun(run), 'run.json'))).toEqual(traits);
});

it('tells nothing of a run without a ramp', () => {
  expect(rampTraits(makeRun('candidate'))).toBeUndefined();
});
