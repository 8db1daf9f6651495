import { describe, expect, it } from 'vitest';
import type { CostPlan, SloLimit } from '../../src/model/plan.ts';
import type { Block, Run } from '../../src/model/run.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { characterise } from '../../src/verdict/index.ts';
import { limitCrossing } from '../../src/verdict/traits/limit-crossing.ts';
import { makeRun } from './runs.ts';

const [servedPerSecond, stepMs] = [100, 20_000];
const p99: SloLimit = { metric: 'latency.p99', limit: 500 };
const errors: SloLimit = { metric: 'error-rate', limit: 0.001 };

interface Step {
  ratePerSecond?: number;
  concurrency?: number;
  failed?: number;
  variant?: string;
}

/** Of a queue with exponential service (M/M/1): times in it are exponential with the rate that is left. */
function block({ ratePerSecond, concurrency, failed = 0, variant }: Step, index: number): Block {
  const rate = ratePerSecond ?? Math.min(95, 10 * concurrency!);
  const attempted = (rate * stepMs) / 1000;
  const left = Math.max(servedPerSecond - rate, 0.5);
  const times = Array.from(
    { length: attempted - failed },
    (_, i) => (-Math.log(1 - (i + 0.5) / attempted) / left) * 1000,
  );
  return {
    scenario: concurrency === undefined ? 'ramp' : 'batching',
    index,
    order: index,
    start: 0,
    startedAtEpochMs: 1_700_000_000_000 + index * stepMs,
    durationMs: stepMs,
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(variant === undefined ? {} : { variant }),
    validity: { valid: true },
    classes: {
      short: {
        attempted,
        completed: attempted - failed,
        errors: failed > 0 ? { overload: failed } : {},
        timings: { latency: distributionFromValues(times) },
        outputTokens: 100 * (attempted - failed),
      },
    },
  };
}

const runOf = (steps: Step[], change: (run: Run) => void = () => undefined): Run => {
  const run = makeRun('candidate', { outputTokens: 100 });
  run.blocks.push(...steps.map(block));
  change(run);
  return run;
};
const rates = (...each: number[]): Step[] => each.map((ratePerSecond) => ({ ratePerSecond }));
const capacityOf = (run: Run, ...slo: SloLimit[]) => characterise(run, { slo }).capacity;
const ramp = rates(20, 40, 60, 80, 95, 120);

describe('the load at which a level passes its limit', () => {
  const levels = (...pairs: [load: number, level: number][]) =>
    pairs.map(([load, level]) => ({ load, level, low: level - 1, high: level + 1, weight: 1 }));

  it.each<
    [what: string, pairs: [number, number][], limit: number, expected: [number, number, number, boolean]]
  >([
    [
      'lies on the line between two loads',
      [
        [10, 0],
        [20, 10],
      ],
      5,
      [15, 14, 16, false],
    ],
    [
      'is the highest load where it never does',
      [
        [10, 0],
        [20, 10],
      ],
      20,
      [20, 20, 20, true],
    ],
    [
      'is none where the lowest load is beyond',
      [
        [10, 9],
        [20, 10],
      ],
      5,
      [0, 0, 0, false],
    ],
    [
      'a level that falls is smoothed with its neighbour',
      [
        [10, 0],
        [20, 6],
        [30, 4],
        [40, 10],
      ],
      5.5,
      [31, 30 + 5 / 6, 31.25, false],
    ],
  ])('%s', (_, pairs, limit, [load, low, high, never]) => {
    expect(limitCrossing(levels(...pairs), limit)).toEqual({
      load: expect.closeTo(load, 6) as number,
      low: expect.closeTo(low, 6) as number,
      high: expect.closeTo(high, 6) as number,
      never,
    });
  });
});

describe('the capacity', () => {
  it('lies where the ramp passes the limit, within a tenth and not above the truth', () => {
    const { ratePerSecond, atLeast, limits } = capacityOf(runOf(ramp), p99, errors)!;
    // p99 of the queue is ln 100 / (100 - rate): 500 ms at 90.8 requests/s.
    const truth = 100 - Math.log(100) / 0.5;
    expect(ratePerSecond.value).toBeGreaterThan(0.9 * truth);
    expect(ratePerSecond.value).toBeLessThan(truth);
    const [low, high] = ratePerSecond.interval!;
    expect([low < ratePerSecond.value, high > ratePerSecond.value, high <= 95]).toEqual([true, true, true]);
    expect([atLeast, limits.length]).toEqual([false, 2]);
  });

  it('is told with its limits and its machine', () => {
    const run = runOf(ramp, ({ provenance }) => {
      provenance.isolation = { kind: 'pinned', target: [0], generator: [1] };
      provenance.environment.gpus = ['H200', 'H200'];
    });
    expect(capacityOf(run, p99, errors)!.statement).toMatch(
      /^handles 88\.\d requests\/s \(95 % interval 8\d\.\d to 8\d\.\d\) at p99 latency of at most 500 ms and an error rate of at most 0\.1 %, on 1 core of made-up, 8 GiB, 2 x H200$/,
    );
  });

  it('promises no more than was tried', () => {
    const { atLeast, ratePerSecond, statement } = capacityOf(runOf(rates(10, 20, 40)), p99)!;
    expect([atLeast, ratePerSecond.value]).toEqual([true, 40]);
    expect(statement).toMatch(/^handles at least 40 requests\/s, the most that was tried, at p99/);
  });

  it('has no interval where no step has enough requests for the percentile', () => {
    const run = runOf(rates(2, 4, 95));
    const { ratePerSecond, statement } = capacityOf(run, { metric: 'latency.p99', limit: 60 })!;
    // Then nothing is promised between two steps either.
    expect(ratePerSecond).toEqual({ value: 4, interval: null });
    expect(statement).toMatch(/^handles about 4 requests\/s at p99/);
  });

  it('says so when the lowest rate is too much already', () => {
    const { ratePerSecond, statement } = capacityOf(runOf(ramp), { metric: 'latency.p99', limit: 1 })!;
    expect(ratePerSecond.value).toBe(0);
    expect(statement).toMatch(/^does not hold p99 latency of at most 1 ms even at 20 requests\/s/);
  });

  it('without limits is the last rate before the ramp breaks', () => {
    const failing = [...rates(20, 40, 60), { ratePerSecond: 80, failed: 400 }];
    expect(capacityOf(runOf(failing))).toMatchObject({
      ratePerSecond: { value: 60 },
      limits: [],
      atLeast: false,
    });
    // Fast answers between refused ones hold no limit either.
    expect(capacityOf(runOf(failing), p99)!.ratePerSecond.value).toBe(60);
  });

  it('leaves out limits that the load was not held against', () => {
    const { limits } = capacityOf(runOf(ramp), p99, { metric: 'ttft.p95', limit: 100 })!;
    expect(limits).toEqual([{ id: 'latency.p99', limit: 500 }]);
  });

  it('comes from closed loops too, of the server as it is', () => {
    const loops = [1, 2, 4, 8, 9.5].map((concurrency) => ({ concurrency }));
    const tried = { concurrency: 12, variant: 'large batches' };
    const capacity = capacityOf(runOf([...loops, tried]), p99)!;
    expect(capacity).toMatchObject({
      concurrency: 8,
      ratePerSecond: { value: 80, interval: null },
      atLeast: false,
    });
    expect(capacity.statement).toMatch(/^handles about 80 requests\/s, or 8 concurrent, at p99/);
  });

  it('does not claim the machine of the generator for a server behind a url', () => {
    const run = runOf(
      ramp,
      ({ provenance }) => (provenance.target = { kind: 'url', name: 'staging.example.com' }),
    );
    expect(capacityOf(run, p99)!.statement).toMatch(/, on whatever is behind staging\.example\.com$/);
  });

  it('is absent where neither a ramp nor closed loops were run', () => {
    expect(capacityOf(makeRun('candidate'), p99)).toBeUndefined();
  });
});

describe('what it costs', () => {
  const plan: CostPlan = { perHour: 3.6, currency: 'EUR', peakRatePerSecond: 100, headroom: 0.5 };
  const costOf = (steps: Step[], change: Partial<CostPlan> = {}) =>
    characterise(runOf(steps), { slo: [p99], cost: { ...plan, ...change } }).cost;

  it('is the hour by what it answers in an hour, and the instances that the peak takes', () => {
    // 40 requests a second are 144,000 an hour.
    expect(costOf(rates(10, 20, 40))).toEqual({
      currency: 'EUR',
      perHour: 3.6,
      perThousandRequests: expect.closeTo(0.025, 9) as number,
      perMillionTokens: expect.closeTo(0.25, 9) as number,
      instances: 5,
      perMonth: expect.closeTo(5 * 3.6 * 730, 6) as number,
    });
  });

  it('needs a capacity', () => {
    expect(costOf([])).toBeUndefined();
    expect(costOf(rates(99))).toBeUndefined();
  });
});
