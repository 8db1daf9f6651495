import { describe, expect, test } from 'vitest';
import { outcomes } from '../../src/model/sample.ts';
import type { Block, BlockPhase, Run } from '../../src/model/run.ts';
import type { ErrorKind } from '../../src/model/sample.ts';
import { distributionFromValues } from '../../src/stats/distribution.ts';
import { faultTraits } from '../../src/verdict/traits/faults.ts';
import { seeded } from '../stats/draws.ts';
import { makeRun } from './runs.ts';

/** What became of a request: how long it took, and as what it failed. */
interface Answer {
  ms: number;
  failed?: ErrorKind;
}
type Answers = (dueMs: number) => Answer;

const periodMs = 25;
const durations = { before: 5000, during: 10_000, after: 10_000 };
const random = seeded(3);
const usual: Answers = () => ({ ms: 20 * Math.exp(0.2 * (random() - 0.5)) });

function part(phase: BlockPhase, answers: Answers, more: Partial<Block> = {}): Block {
  const dueMs = Array.from({ length: durations[phase] / periodMs }, (_, i) => (i + 0.5) * periodMs);
  const all = dueMs.map(answers);
  const completed = all.flatMap(({ ms, failed }) => (failed ? [] : [ms]));
  const errors = outcomes.flatMap((kind) => {
    const count = all.filter(({ failed }) => failed === kind).length;
    return count > 0 ? [[kind, count]] : [];
  });
  return {
    scenario: 'faults',
    index: ['before', 'during', 'after'].indexOf(phase),
    order: 0,
    start: 0,
    startedAtEpochMs: 0,
    durationMs: durations[phase],
    variant: 'slow',
    phase,
    validity: { valid: true },
    classes: {
      short: {
        attempted: all.length,
        completed: completed.length,
        errors: Object.fromEntries(errors) as Block['classes'][string]['errors'],
        timings: { latency: distributionFromValues(completed) },
      },
    },
    requests: {
      schedule: phase,
      classIndex: all.map(() => 0),
      dueMs,
      latencyMs: all.map(({ ms, failed }) => (failed ? null : ms)),
      failedMs: all.map(({ ms, failed }) => (failed ? ms : null)),
    },
    ...more,
  };
}

interface Story {
  before?: Answers;
  during?: Answers;
  after?: Answers;
}

const runOf = ({ before = usual, during = usual, after = usual }: Story, more: Partial<Run> = {}): Run => ({
  ...makeRun('candidate', { blocks: 0 }),
  blocks: [part('before', before), part('during', during), part('after', after)],
  ...more,
});

const failing =
  (kind: ErrorKind, ms: number, share = 1): Answers =>
  (dueMs) =>
    random() < share ? { ms, failed: kind } : usual(dueMs);

describe('a fault of the dependency leaves requests', () => {
  test.each<[string, Story, string, boolean]>([
    ['unaffected', {}, 'unaffected', true],
    ['unaffected where a stray one fails', { during: failing('reset', 5, 0.01) }, 'unaffected', true],
    ['slower', { during: () => ({ ms: 2000 }) }, 'slower', true],
    ['failing fast', { during: failing('model-error', 150) }, 'failing-fast', true],
    ['failing fast where one in ten does', { during: failing('overload', 5, 0.1) }, 'failing-fast', true],
    ['slower where failures take their time', { during: failing('model-error', 3000) }, 'slower', true],
    ['hanging until the client gives up', { during: failing('timeout', 2000, 0.2) }, 'hanging', false],
    // Answered well, but only once the dependency was well again.
    ['hanging as long as the fault lasts', { during: (dueMs) => ({ ms: 10_020 - dueMs }) }, 'hanging', false],
    [
      'failing fast for ever',
      { during: failing('reset', 5), after: failing('reset', 5) },
      'failing-fast',
      false,
    ],
    ['slower for ever', { during: () => ({ ms: 500 }), after: () => ({ ms: 500 }) }, 'slower', false],
  ])('%s', (_, story, degraded, graceful) => {
    expect(faultTraits(runOf(story))).toMatchObject([{ fault: 'slow', degraded, graceful }]);
  });

  test('with a time of recovery, from the end of the fault', () => {
    const after: Answers = (dueMs) => (dueMs < 1500 ? { ms: 3, failed: 'overload' } : usual(dueMs));
    const [trait] = faultTraits(runOf({ during: failing('overload', 3), after })) ?? [];
    expect(trait?.recoveryMs).toBeGreaterThan(1400);
    expect(trait?.recoveryMs).toBeLessThan(1600);
    expect(trait?.during).toEqual({ p50Ms: null, p95Ms: null, errorShare: 1 });
    expect(trait?.after.errorShare).toBeCloseTo(0.15, 2);
  });

  test('ended with a target that ended, which is not graceful whatever came after', () => {
    const ending = { atEpochMs: 1, how: 'exited with code 4', outOfMemory: false };
    const endings = [{ scenario: 'faults' as const, index: 0, ...ending }];
    const traits = faultTraits(runOf({ during: failing('connect', 1) }, { endings }));
    expect(traits).toMatchObject([{ degraded: 'ended', graceful: false, recoveryMs: null }]);
  });
});

test.each<[string, Run]>([
  [
    'most requests failed before it',
    runOf({ before: failing('connect', 1, 0.9), during: failing('connect', 1) }),
  ],
  [
    'a part is not valid',
    {
      ...runOf({}),
      blocks: [
        part('before', usual),
        part('during', usual),
        part('after', usual, { validity: { valid: false, reason: 'late' } }),
      ],
    },
  ],
  ['a part is missing', { ...runOf({}), blocks: [part('before', usual), part('during', usual)] }],
])('nothing is told of a fault where %s', (_, run) => {
  expect(faultTraits(run)).toEqual([]);
});

test('without the scenario there are no traits of faults', () => {
  expect(faultTraits(makeRun('candidate'))).toBeUndefined();
});
