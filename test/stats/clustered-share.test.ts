import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/model/run.ts';
import { effectiveCount } from '../../src/stats/clustered-share.ts';
import { distributionFromValues, mergeDistributions } from '../../src/stats/distribution.ts';
import { meanInterval } from '../../src/stats/mean-interval.ts';
import { blockQuantile, observationsNeeded, quantileBounds } from '../../src/stats/quantile-bounds.ts';
import type { QuantileBounds } from '../../src/stats/quantile-bounds.ts';
import { normalDraws } from './draws.ts';

const blocks = (hits: number[], of = 100) => hits.map((count) => ({ hits: count, of }));

describe('what the observations of blocks are worth', () => {
  it.each<[what: string, hits: number[], least: number, most: number]>([
    ['all blocks alike: as many as there are, as far as six blocks tell', [10, 10, 10, 10, 10, 10], 340, 352],
    ['all hits in one block: far fewer', [60, 0, 0, 0, 0, 0], 1, 10],
    ['none at all: nothing hangs together', [0, 0, 0, 0, 0, 0], 340, 352],
    ['a single block tells nothing of that', [10], 0, 0],
    ['blocks without observations do not count', [], 0, 0],
  ])('%s', (_, hits, least, most) => {
    const count = effectiveCount(blocks(hits));
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });
});

describe('bounds of a quantile', () => {
  const sample = (count: number) => distributionFromValues(Array.from({ length: count }, (_, i) => i + 1));

  it.each([
    [0.95, 72],
    [0.99, 368],
    [0.5, 6],
  ])('of p = %d reach above it from %d observations on', (p, needed) => {
    expect(observationsNeeded(p)).toBe(needed);
    expect(quantileBounds(sample(needed - 1), p, needed - 1).high).toBeNull();
    expect(quantileBounds(sample(needed), p, needed).high).not.toBeNull();
    expect(quantileBounds(sample(needed), p, needed).low).not.toBeNull();
  });

  it('are none without observations', () => {
    expect(quantileBounds(sample(0), 0.5, 0)).toEqual({ low: null, high: null });
  });

  it('hold the true p95 in about 95 of 100 runs, although requests of a block are alike', () => {
    const normal = normalDraws(xoroshiro128plus(5));
    const [runs, perRun, perBlock, blockSpread] = [300, 24, 80, 0.15];
    const draw = () =>
      Array.from({ length: perRun }, () => {
        const block = blockSpread * normal();
        return distributionFromValues(
          Array.from({ length: perBlock }, () => Math.exp(block + 0.4 * normal())),
        );
      });
    // Of the lognormal mixture: the spreads add by their squares.
    const truth = Math.exp(1.6448536 * Math.hypot(blockSpread, 0.4));
    const drawn = Array.from({ length: runs }, draw);
    const held = (bounds: (run: Distribution[]) => QuantileBounds) =>
      drawn.map(bounds).filter(({ low, high }) => low! <= truth && truth <= high!).length / runs;
    expect(held((run) => blockQuantile(run, 0.95)!)).toBeGreaterThan(0.92);
    // What an interval for independent requests would do.
    expect(held((run) => quantileBounds(mergeDistributions(run), 0.95, perRun * perBlock))).toBeLessThan(
      0.85,
    );
  });
});

it('the mean has an interval from two values on', () => {
  expect(meanInterval([3])).toBeNull();
  const [low, high] = meanInterval([9, 10, 11])!;
  // t of 97.5 % with 2 degrees of freedom is 4.303.
  expect([low, high]).toEqual([expect.closeTo(10 - 4.3027 / Math.sqrt(3), 3), expect.closeTo(12.484, 3)]);
});
