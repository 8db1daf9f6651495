import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../model/schedule.ts';

/**
 * The one source of chance. Each use names itself (`seededRandom(7, 'mixed', 3)`), so that drawing more numbers
 * in one place never shifts another, and a block's schedule depends on nothing but the seed and its own name.
 */
export function seededRandom(seed: number, ...use: (string | number)[]): Random {
  const digest = createHash('sha256')
    .update([seed, ...use].join('/'))
    .digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  return () => uniformFloat64(generator);
}

/** For the permutation tests: a stream for each use, so that stored runs are judged again with the same numbers. */
export function judgingRandom(seed: number): (use: string) => Random {
  return (use) => seededRandom(seed, 'judge', use);
}
