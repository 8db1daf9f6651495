import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random, Workload } from '../../src/model/schedule.ts';

export function seeded(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** Classes with these weights, each with so many rows. */
export function workloadOf(weights: readonly number[], rows = 7): Workload {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    classes: weights.map((weight, i) => ({ name: `class ${i}`, share: weight / total })),
    items: weights.flatMap((_, classIndex) =>
      Array.from({ length: rows }, (_, n) => ({ classIndex, row: { n } })),
    ),
  };
}

export function countsOf(workload: Workload, itemIndex: Iterable<number>): number[] {
  const counts = workload.classes.map(() => 0);
  for (const item of itemIndex) {
    const { classIndex } = workload.items[item] ?? { classIndex: -1 };
    counts[classIndex] = (counts[classIndex] ?? Number.NaN) + 1;
  }
  return counts;
}
