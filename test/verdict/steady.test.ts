import { expect, test } from 'vitest';
import { simulateSoak, soakSoFar } from '../../bench/scenarios/simulated-soak.ts';
import type { SoakShape } from '../../bench/scenarios/simulated-soak.ts';
import { decodeRun, encodeRun } from '../../src/interop/index.ts';
import type { Trend } from '../../src/model/characteristics.ts';
import type { Run } from '../../src/model/run.ts';
import { steadyEnding, steadyLooks, steadyProgress } from '../../src/verdict/index.ts';
import { steadyTraits } from '../../src/verdict/traits/steady.ts';

const soak = (shape: Omit<SoakShape, 'seed'> = {}) => simulateSoak({ seed: 3, rho: 0.4, ...shape });

function trend(run: Run, of: Trend['of']): Trend {
  return steadyTraits(run)![0]!.trends.find((each) => each.of === of)!;
}

const risingIn = (run: Run) =>
  steadyTraits(run)![0]!
    .trends.filter(({ rising }) => rising)
    .map(({ of }) => of);

test('a load under which nothing moves is told of as it was', () => {
  const [traits, ...others] = steadyTraits(soak())!;
  expect(others).toEqual([]);
  expect(traits).toMatchObject({
    scenario: 'soak',
    ratePerSecond: 12,
    measuredMs: 599_000,
    restarts: 0,
    errorShare: 0,
  });
  expect(traits!.trends.map(({ of }) => of)).toEqual([
    'latency.p50',
    'latency.p95',
    'target.memory',
    'target.files',
  ]);
  expect(risingIn(soak())).toEqual([]);
});

test('a leak of 1 MB a minute is found in ten minutes, with its size', () => {
  const { slope, unit, p } = trend(soak({ leakMbPerMinute: 1 }), 'target.memory');
  expect(risingIn(soak({ leakMbPerMinute: 1 }))).toEqual(['target.memory']);
  expect(unit).toBe('bytes/min');
  expect(p).toBeLessThan(0.001);
  expect(Math.abs(slope.value - 1e6)).toBeLessThan(3e5);
  expect(slope.interval![0]).toBeLessThan(1e6);
  expect(slope.interval![1]).toBeGreaterThan(1e6);
});

test.each([
  ['that grew to its size', { warmUpMb: 30 }],
  ['that is collected each 15 s', { toothMb: 40, toothSeconds: 15 }],
  ['that rises too little to matter', { leakMbPerMinute: 0.1, wanderMb: 0.01 }],
])('memory %s does not rise', (_, shape) => {
  expect(risingIn(soak(shape))).toEqual([]);
});

test('the same small leak matters over hours', () => {
  expect(risingIn(soak({ leakMbPerMinute: 0.1, wanderMb: 0.1, minutes: 180 }))).toEqual(['target.memory']);
});

test('latency that rises is found, as a share of its level an hour', () => {
  const run = soak({ latencyRisePerHour: 0.5, minutes: 60 });
  expect(risingIn(run)).toEqual(['latency.p50', 'latency.p95']);
  const { slope, unit } = trend(run, 'latency.p50');
  expect(unit).toBe('share/h');
  // Half of the level at the start is 40 % of that in the middle.
  expect(slope.value).toBeGreaterThan(0.35);
  expect(slope.value).toBeLessThan(0.45);
});

test('after a restart, the longest time without one is looked at', () => {
  const run = soak({ leakMbPerMinute: 5 });
  const ending = {
    scenario: 'soak',
    index: 12,
    atEpochMs: 0,
    how: 'exited with code 3',
    outOfMemory: false,
  } as const;
  const restarted: Run = {
    ...run,
    endings: [ending, { ...ending, scenario: 'spike' }],
    blocks: run.blocks.map((block, i) => ({ ...block, start: i <= 12 ? 0 : 1 })),
  };
  expect(steadyTraits(restarted)![0]).toMatchObject({ restarts: 1 });
  expect(risingIn(restarted)).toEqual(['target.memory']);
  const often = { ...run, blocks: run.blocks.map((block, i) => ({ ...block, start: Math.floor(i / 3) })) };
  expect(steadyTraits(often)![0]!.trends).toEqual([]);
});

test('blocks that are not valid tell nothing of latency', () => {
  const run = soak();
  const invalid: Run = {
    ...run,
    blocks: run.blocks.map((block) => ({ ...block, validity: { valid: false, reason: 'the generator' } })),
  };
  expect(steadyTraits(invalid)![0]!.trends.map(({ of }) => of)).toEqual(['target.memory', 'target.files']);
});

test('nothing is told of a scenario that was not run', () => {
  expect(steadyTraits({ ...soak(), blocks: [] })).toBeUndefined();
});

test.each([
  ['ten minutes', 60, 600_000, [30]],
  ['an hour', 360, 3_600_000, [45, 90, 180]],
  ['a minute', 6, 60_000, []],
])('looks of a load of %s', (_, blocks, durationMs, looks) => {
  expect(steadyLooks(blocks, durationMs)).toEqual(looks);
});

test('a leak beyond doubt ends the load early, at a look only', () => {
  const so = soakSoFar(soak({ leakMbPerMinute: 20 }), 30);
  expect(steadyEnding(so, 'soak', true)).toMatch(/^memory \+(19|20|21) MB\/min: established already$/);
  expect(steadyEnding(so, 'soak', false)).toBeUndefined();
  expect(steadyEnding(soakSoFar(soak(), 30), 'soak', true)).toBeUndefined();
});

test('requests that mostly fail, and a target that ends again and again, end the load after any block', () => {
  const run = soakSoFar(soak(), 5);
  const failing = run.blocks.map((block, i) => ({
    ...block,
    classes:
      i < 2 ? block.classes : { only: { attempted: 100, completed: 20, errors: { reset: 80 }, timings: {} } },
  }));
  expect(steadyEnding({ ...run, blocks: failing }, 'soak', false)).toBe('80 % of the last requests failed');
  expect(steadyEnding({ ...run, blocks: failing.slice(0, 3) }, 'soak', false)).toBeUndefined();
  const ending = { scenario: 'soak', index: 1, atEpochMs: 0, how: 'exited', outOfMemory: false } as const;
  expect(steadyEnding({ ...run, endings: [ending, ending, ending] }, 'soak', false)).toBe(
    'the target ended 3 times',
  );
});

test('progress is a line that tells how it stands', () => {
  const text = steadyProgress(soak({ leakMbPerMinute: 2 }), 'soak', { durationMs: 3_600_000, blocks: 6 });
  expect(text).toMatch(
    /^soak: 10 of 60 min, p95 1\d\d ms, errors 0, memory 4\d\d MB \(\+[12]\.\d MB\/min\)$/,
  );
});

test('a stored run tells the same, why it ended early included', () => {
  const run: Run = { ...soak({ leakMbPerMinute: 1 }), cutShort: [{ scenario: 'soak', why: 'of the leak' }] };
  const traits = steadyTraits(run);
  expect(traits![0]!.endedEarly).toBe('of the leak');
  // Latencies are put into buckets.
  const stored = steadyTraits(decodeRun(encodeRun(run), 'run.json'))!;
  expect(stored[0]!.trends.slice(2)).toEqual(traits![0]!.trends.slice(2));
  expect(stored[0]!.endedEarly).toBe('of the leak');
});
