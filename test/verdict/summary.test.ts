import { describe, expect, it } from 'vitest';
import { pairPoints, summariseRun } from '../../src/verdict/index.ts';
import { makeRun, slowAll } from './runs.ts';

describe('the summary of a run', () => {
  it('holds all classes first, then each, with their counts and errors', () => {
    const run = makeRun('candidate', { blocks: 2, failing: () => 1, errorKind: 'reset' });
    const { mixed, single, ramp } = summariseRun(run);
    expect(mixed.map((part) => [part.class, part.attempted, part.completed])).toEqual([
      ['all', 800, 794],
      ['short', 400, 398],
      ['medium', 240, 238],
      ['long', 160, 158],
    ]);
    expect(mixed[0]!.errors).toEqual({ reset: 6 });
    expect([single, ramp]).toEqual([[], []]);
  });

  it('greys a percentile with fewer than three requests beyond it', () => {
    const { mixed } = summariseRun(makeRun('candidate', { blocks: 1, requests: 250 }));
    expect(mixed[0]!.latencyMs).toMatchObject({ p95Sufficient: true, p99Sufficient: false });
    expect(mixed[0]!.curve.at(-1)![0]).toBe(0.995);
  });

  it('draws the timeline from a common origin, with invalid blocks marked', () => {
    const run = makeRun('candidate', { blocks: 3, invalid: (block) => (block === 1 ? 'throttled' : null) });
    const { timeline, invalidBlocks } = summariseRun(run, 1_700_000_000_000 - 5000);
    expect(timeline.map(({ atSeconds, valid }) => [atSeconds, valid])).toEqual([
      [11, true],
      [17, false],
      [35, true],
    ]);
    expect(invalidBlocks).toEqual([{ scenario: 'mixed', index: 1, reason: 'throttled' }]);
  });

  it('gives the pairs with their ratios and their order', () => {
    const points = pairPoints(
      makeRun('base', { spread: 0.001 }),
      makeRun('candidate', { spread: 0.001, slower: slowAll(1.2) }),
    );
    expect(points.map(({ first }) => first).slice(0, 3)).toEqual(['base', 'candidate', 'base']);
    for (const { ratioP50, ratioP95 } of points) {
      expect(ratioP50).toBeCloseTo(1.2, 1);
      expect(ratioP95).toBeCloseTo(1.2, 1);
    }
  });
});
