import { expect, test } from 'vitest';
import type { SloLimit } from '../../src/model/plan.ts';
import { batchingTraits } from '../../src/verdict/traits/batching.ts';
import { runOfSteps } from './concurrency-runs.ts';
import type { MadeStep } from './concurrency-runs.ts';

const steps: MadeStep[] = [
  { users: 1, rate: 10, p95Ms: 100 },
  { users: 2, rate: 18, p95Ms: 110 },
  { users: 4, rate: 24, p95Ms: 170 },
  { users: 8, rate: 24.2, p95Ms: 330 },
];

const failing = { kind: 'overload', share: 0.02 } as const;

test.each<[string, MadeStep[], SloLimit[], number | null]>([
  ['the fewest users of those with the highest throughput', steps, [], 4],
  ['the highest throughput under the limit', steps, [{ metric: 'latency.p95', limit: 120 }], 2],
  ['none where no step meets the limits', steps, [{ metric: 'latency.p99', limit: 50 }], null],
  ['a throughput that is asked', steps, [{ metric: 'throughput', limit: 20 }], 4],
  ['a limit that no step tells of', steps, [{ metric: 'cold-start', limit: 1 }], 4],
  ['the best one without errors', [...steps.slice(0, 2), { users: 4, rate: 40, errors: failing }], [], 2],
  ['the best valid one', [...steps.slice(0, 2), { users: 4, rate: 40, invalid: true }], [], 2],
  [
    'tokens, where answers have them',
    [
      { users: 1, rate: 10, tokensPerSecond: 500 },
      { users: 2, rate: 18, tokensPerSecond: 400 },
    ],
    [],
    1,
  ],
])('the best point is %s', (_, made, slo, best) => {
  expect(batchingTraits(runOfSteps('batching', made), slo)).toMatchObject([{ setting: '', best }]);
});

test('each setting has its own steps and best point, and one that the server did not start with says why', () => {
  const run = runOfSteps('batching', [
    { users: 1, rate: 10, variant: 'small' },
    { users: 2, rate: 9, variant: 'small' },
    { users: 1, rate: 10, variant: 'large' },
    { users: 2, rate: 20, variant: 'large' },
  ]);
  const why = 'It exited with code 3 before it was ready.';
  const traits = batchingTraits({ ...run, failedSettings: [{ name: 'huge', why }] }, []);
  expect(traits?.map(({ setting, best, failed }) => [setting, best, failed])).toEqual([
    ['small', 1, undefined],
    ['large', 2, undefined],
    ['huge', null, why],
  ]);
  expect(traits?.[1]?.steps.map(({ completedPerSecond }) => completedPerSecond)).toEqual([10, 20]);
});

test('a run without the scenario has no such traits', () => {
  expect(batchingTraits(runOfSteps('batching', []), [])).toBeUndefined();
});
