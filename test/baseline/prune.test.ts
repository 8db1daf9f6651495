import { describe, expect, test } from 'vitest';
import { appendRun, pruneRuns, startBaseline, type PruneRule } from '../../src/baseline/index.ts';
import { environment, runOf } from './baselines.ts';

/** Ten days in January 2026; the releases are of the 2nd and the 4th. */
const file = Array.from({ length: 9 }, (_, i) => i + 1).reduce(
  (grown, day) =>
    appendRun(grown, { ...runOf(day), ...(day === 1 || day === 3 ? { release: `v${day}` } : {}) }),
  startBaseline(runOf(0)),
);

describe('pruning', () => {
  test.each<[string, PruneRule, number[]]>([
    ['keeps the newest runs and the newest release', { kind: 'keep', runs: 2 }, [3, 8, 9]],
    ['counts a release among the newest only once', { kind: 'keep', runs: 7 }, [3, 4, 5, 6, 7, 8, 9]],
    ['takes nothing where there are no more', { kind: 'keep', runs: 10 }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['keeps what was measured at that time', { kind: 'before', epochMs: Date.UTC(2026, 0, 8) }, [3, 7, 8, 9]],
    ['leaves the release where all else is older', { kind: 'before', epochMs: Date.UTC(2027, 0, 1) }, [3]],
    [
      'takes the release too with its environment',
      { kind: 'environment', fingerprint: environment.fingerprint },
      [],
    ],
    [
      'leaves other environments alone',
      { kind: 'environment', fingerprint: 'other' },
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    ],
  ])('%s', (_, rule, kept) => {
    const { file: pruned, removed } = pruneRuns(file, rule);
    expect(pruned.runs.map(({ sequence }) => sequence)).toEqual(kept);
    expect(removed.length + kept.length).toBe(10);
  });

  test('the next run goes on counting where the file stood', () => {
    const { file: pruned } = pruneRuns(file, { kind: 'keep', runs: 1 });
    expect(appendRun(pruned, runOf(10)).runs.at(-1)?.sequence).toBe(10);
  });
});
