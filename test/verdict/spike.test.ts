import { expect, test } from 'vitest';
import { decodeRun, encodeRun } from '../../src/interop/index.ts';
import { quantise } from '../../src/model/distribution.ts';
import type { Block, BlockPhase, Run } from '../../src/model/run.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { spikeTraits } from '../../src/verdict/traits/spike.ts';
import { seeded } from '../stats/draws.ts';
import { makeRun } from './runs.ts';

/** Factor on the usual latency of a request due so long after the start of the part; null where it fails. */
type Slowness = (dueMs: number) => number | null;

interface Spike {
  during?: Slowness;
  after?: Slowness;
  before?: Slowness;
  height?: number;
  number?: number;
}

const usualMs = [10, 200];

function part(phase: BlockPhase, index: number, height: number, slowness: Slowness, seed: number): Block {
  const [durationMs, ratePerSecond] = {
    before: [10_000, 12],
    during: [5_000, 20 * height],
    after: [30_000, 12],
  }[phase] as [number, number];
  const random = seeded(seed);
  const count = (durationMs * ratePerSecond) / 1000;
  const dueMs = Array.from({ length: count }, (_, i) => quantise(((i + 0.5) * durationMs) / count));
  const classIndex = dueMs.map(() => (random() < 0.2 ? 1 : 0));
  const latencyMs = dueMs.map((due, j) => {
    const factor = slowness(due);
    return factor === null
      ? null
      : quantise(usualMs[classIndex[j]!]! * factor * Math.exp(0.2 * (random() - 0.5)));
  });
  const classBlock = (wanted: number) => {
    const own = latencyMs.filter((_, j) => classIndex[j] === wanted);
    const completed = own.filter((each) => each !== null);
    const failed = own.length - completed.length;
    return {
      attempted: own.length,
      completed: completed.length,
      errors: failed > 0 ? { overload: failed } : {},
      timings: { latency: distributionFromValues(completed) },
    };
  };
  return {
    scenario: 'spike',
    index,
    order: index,
    start: 0,
    startedAtEpochMs: 0,
    durationMs,
    ratePerSecond,
    variant: `${100 * height} %`,
    phase,
    validity: { valid: true },
    classes: { short: classBlock(0), long: classBlock(1) },
    requests: { schedule: 'none', classIndex, dueMs, latencyMs },
  };
}

function runOf(...spikes: Spike[]): Run {
  const usual: Slowness = () => 1;
  const blocks = spikes.flatMap(
    ({ before = usual, during = usual, after = usual, height = 2, number = 0 }) => [
      part('before', 3 * number, height, before, 1),
      part('during', 3 * number + 1, height, during, 2),
      part('after', 3 * number + 2, height, after, 3),
    ],
  );
  const classes = [
    { name: 'short', share: 0.8 },
    { name: 'long', share: 0.2 },
  ];
  return { ...makeRun('candidate', { blocks: 0 }), classes, blocks };
}

const slowUntil =
  (endMs: number, factor = 5): Slowness =>
  (dueMs) =>
    dueMs < endMs ? factor : 1;

test('a spike is told by its height, its load before and during, and its recovery', () => {
  const [spike, ...others] = spikeTraits(runOf({ during: () => 4, after: slowUntil(7_000) }))!;
  expect(others).toEqual([]);
  expect(spike).toMatchObject({
    height: 2,
    ratePerSecond: 40,
    before: { errorShare: 0 },
    during: { errorShare: 0 },
    watchedMs: 30_000,
    adaptedMs: null,
  });
  expect(spike!.during.p50Ms! / spike!.before.p50Ms!).toBeCloseTo(4, 0);
  expect(Math.abs(spike!.recoveryMs! - 7_000)).toBeLessThan(200);
});

test.each<[string, Slowness, number]>([
  ['a backlog that is worked off', (dueMs) => Math.max(1, 20 - dueMs / 500), 9_500],
  ['errors alone', (dueMs) => (dueMs < 4_000 ? null : 1), 4_000],
  [
    'single slow requests later on',
    (dueMs) => (dueMs < 3_000 || Math.floor(dueMs / 83) % 12 === 0 ? 8 : 1),
    3_000,
  ],
  ['nothing at all', () => 1, 0],
])('recovery is when requests are as before and stay so: %s', (_, after, recoveryMs) => {
  const [spike] = spikeTraits(runOf({ after }))!;
  expect(Math.abs(spike!.recoveryMs! - recoveryMs)).toBeLessThan(500);
});

test('long requests are no sign of slowness where short ones are usual', () => {
  // Twice as slow: a short one is then still far below every long one.
  const [spike] = spikeTraits(runOf({ after: slowUntil(12_000, 2) }))!;
  expect(Math.abs(spike!.recoveryMs! - 12_000)).toBeLessThan(300);
});

test.each<[string, Slowness]>([
  ['to the end', () => 3],
  ['until too shortly before the end', slowUntil(29_900)],
])('without recovery in the time there is none: slow %s', (_, after) => {
  expect(spikeTraits(runOf({ after }))![0]!.recoveryMs).toBeNull();
});

test('capacity that comes in time is seen while the spike is on', () => {
  const [spike] = spikeTraits(runOf({ during: (dueMs) => (dueMs > 200 && dueMs < 2_500 ? 6 : 1) }))!;
  expect(Math.abs(spike!.adaptedMs! - 2_500)).toBeLessThan(100);
});

test('a server that was failing before has nothing to come back to', () => {
  const [spike] = spikeTraits(runOf({ before: (dueMs) => (dueMs < 8_000 ? null : 1) }))!;
  expect(spike).toMatchObject({ recoveryMs: null, adaptedMs: null });
});

test('spikes are told one by one, and the one that the server died of with how', () => {
  const run = runOf({}, { height: 3, number: 1, after: () => null });
  run.endings = [
    { scenario: 'spike', index: 3, atEpochMs: 0, how: 'exited with code 3', outOfMemory: false },
  ];
  const spikes = spikeTraits(run)!;
  expect(spikes.map(({ height }) => height)).toEqual([2, 3]);
  expect(spikes.map(({ ended }) => ended)).toEqual([undefined, 'exited with code 3']);
  expect(spikes[1]!.recoveryMs).toBeNull();
});

test('a spike that the generator could not make is left out', () => {
  const run = runOf({}, { height: 3, number: 1 });
  run.blocks[4]!.validity = { valid: false, reason: 'the generator was the bottleneck' };
  expect(spikeTraits(run)!.map(({ height }) => height)).toEqual([2]);
  expect(spikeTraits({ ...run, blocks: [] })).toBeUndefined();
  // That the server died is true all the same.
  run.endings = [{ scenario: 'spike', index: 3, atEpochMs: 0, how: 'exited', outOfMemory: false }];
  expect(spikeTraits(run)!.map(({ ended }) => ended)).toEqual([undefined, 'exited']);
});

test('a stored run tells of the same recovery', () => {
  const run = runOf({ during: () => 4, after: slowUntil(7_000) });
  const [stored] = spikeTraits(decodeRun(encodeRun(run), 'run.json'))!;
  expect(stored!.recoveryMs).toBe(spikeTraits(run)![0]!.recoveryMs);
});
