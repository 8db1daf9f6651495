import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { LoadPlan } from '../../src/model/plan.ts';
import type { BlockPlan, Random, Schedule, Workload } from '../../src/model/schedule.ts';

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

/** A load of 20 requests a second, of which `mixed` takes 12. */
export function loadOf(settings: Partial<LoadPlan>): LoadPlan {
  return {
    expectedRatePerSecond: 20,
    mixedRatePerSecond: 12,
    arrivals: 'poisson',
    timeouts: { connectMs: 1, firstByteMs: 1, betweenChunksMs: 1, totalMs: 1, graceMs: 1 },
    workers: 0,
    generator: { sendLagP99Ms: 1, minimumAchievedRate: 1, eventLoopDelayP99Ms: 1 },
    ...settings,
  };
}

export function scheduleOf(block: BlockPlan): Schedule {
  if (block.arrivals.kind !== 'open') throw new TypeError('not an open loop');
  return block.arrivals.schedule;
}
