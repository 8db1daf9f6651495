import { expect, test } from 'vitest';
import type { LongContextTraits } from '../../src/model/characteristics.ts';
import { longContextTraits } from '../../src/verdict/traits/long-context.ts';
import { runOfSteps } from './concurrency-runs.ts';
import type { MadeStep } from './concurrency-runs.ts';

const traitsOf = (steps: MadeStep[]) => longContextTraits(runOfSteps('long-context', steps));

test('a step tells what users got and what the server said meanwhile', () => {
  const counted = [5, 5, 5, 6, 6, 6, 6, 8, 8, 8];
  const traits = traitsOf([
    {
      users: 4,
      rate: 20,
      p95Ms: 400,
      ttftMs: 40,
      tokensPerSecond: 640,
      errors: { kind: 'timeout', share: 0.005 },
      telemetry: { 'server.kv-cache': [0.2, 0.7, 0.5, 0, 0, 0, 0, 0, 0, 0], 'server.preemptions': counted },
    },
  ]);
  expect(traits?.className).toBe('long');
  expect(traits?.steps).toEqual([
    {
      concurrency: 4,
      completedPerSecond: 19.9,
      outputTokensPerSecond: 640,
      p50Ms: 400,
      p95Ms: 400,
      p99Ms: 400,
      ttftP95Ms: 40,
      tpotP95Ms: null,
      errorShare: expect.closeTo(0.005, 9),
      kvCache: 0.7,
      waiting: null,
      preemptions: 3,
      valid: true,
    },
  ]);
});

test('a run without the scenario has no such traits', () => {
  expect(traitsOf([])).toBeUndefined();
});

const cache = (share: number, running: number, waiting: number): Pick<MadeStep, 'telemetry'> => ({
  telemetry: { 'server.kv-cache': share, 'server.running': running, 'server.waiting': waiting },
});
const doubling = (rates: number[], shapes: Partial<MadeStep>[] = []): MadeStep[] =>
  rates.map((rate, i) => ({ users: 2 ** i, rate, p95Ms: (1000 * 2 ** i) / rate, ...shapes[i] }));

type By = NonNullable<LongContextTraits['exhaustedAt']>['by'];

test.each<[string, MadeStep[], [number, By] | null]>([
  ['nothing of it is seen', doubling([10, 20, 40, 60]), null],
  [
    'requests wait while the cache is full',
    doubling([10, 20, 30], [{}, cache(0.6, 2, 0), cache(1, 3, 1)]),
    [4, 'kv-cache'],
  ],
  [
    'requests wait, and one more would not fit',
    doubling([10, 20, 30], [{}, {}, cache(0.8, 3, 1)]),
    [4, 'kv-cache'],
  ],
  ['requests wait for something else', doubling([10, 20, 30], [{}, {}, cache(0.5, 3, 1)]), null],
  ['the cache is full and nothing waits', doubling([10, 20, 30], [{}, {}, cache(1, 4, 0)]), null],
  [
    'one sample of many shows a request that came just then',
    doubling(
      [10, 20, 30],
      [{}, {}, { telemetry: { 'server.kv-cache': 1, 'server.waiting': [1, ...Array<number>(9).fill(0)] } }],
    ),
    null,
  ],
  [
    'running requests lose their place',
    doubling([10, 20], [{}, { telemetry: { 'server.preemptions': [0, 0, 0, 0, 0, 0, 0, 0, 0, 2] } }]),
    [2, 'preemptions'],
  ],
  [
    'it answers that it has no room',
    doubling([10, 20, 30], [{}, {}, { errors: { kind: 'overload', share: 0.1 } }]),
    [4, 'errors'],
  ],
  [
    'less than 1 % are refused',
    doubling([10, 20, 30], [{}, {}, { errors: { kind: 'overload', share: 0.005 } }]),
    null,
  ],
  [
    'requests fail of something else',
    doubling([10, 20, 30], [{}, {}, { errors: { kind: 'timeout', share: 0.9 } }]),
    null,
  ],
  ['twice only waits grow', doubling([10, 20, 20.2, 20.3]), [4, 'queue']],
  ['only once', doubling([10, 20, 20.2, 30]), null],
  [
    'the cache takes in more of them',
    doubling([10, 20, 20, 20], [{}, cache(0.2, 2, 0), cache(0.4, 4, 0), cache(0.8, 8, 0)]),
    null,
  ],
  [
    'memory comes before the queue',
    doubling([10, 20, 20, 20], [{}, {}, {}, { errors: { kind: 'out-of-memory', share: 0.1 } }]),
    [8, 'errors'],
  ],
])('the cache is exhausted or not where %s', (_, steps, expected) => {
  expect(traitsOf(steps)?.exhaustedAt).toEqual(expected && { concurrency: expected[0], by: expected[1] });
});

test('a server that ended is exhausted there, in whatever order the steps were taken', () => {
  const run = runOfSteps('long-context', [
    { users: 1, rate: 10 },
    { users: 4, rate: 5, errors: { kind: 'reset', share: 0.9 } },
    { users: 2, rate: 20 },
  ]);
  const ending = {
    scenario: 'long-context',
    index: 1,
    atEpochMs: 1,
    how: 'exited',
    outOfMemory: true,
  } as const;
  const traits = longContextTraits({ ...run, endings: [ending] });
  expect(traits?.steps.map(({ concurrency }) => concurrency)).toEqual([1, 2, 4]);
  expect(traits?.exhaustedAt).toEqual({ concurrency: 4, by: 'ended' });
});

test.each<[string, MadeStep[], number | null]>([
  ['it rises to the end', doubling([10, 20, 40]), null],
  ['it rises no more', doubling([10, 20, 20.5, 19]), 2],
  ['it falls at once', doubling([10, 9]), 1],
  ['it rises again', doubling([10, 20, 20, 30]), null],
  [
    'by tokens it does',
    doubling(
      [10, 10, 10],
      [10, 20, 40].map((tokensPerSecond) => ({ tokensPerSecond })),
    ),
    null,
  ],
  ['a step is not valid', doubling([10, 20, 40], [{}, {}, { invalid: true }]), null],
])('saturation of the throughput where %s', (_, steps, expected) => {
  expect(traitsOf(steps)?.saturatedAt).toBe(expected);
});
