import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Uniform in [0, 1), the same on every machine. */
export function uniformDraws(generator: RandomGenerator): () => number {
  return () => uniformFloat64(generator);
}

export const seeded = (seed: number): (() => number) => uniformDraws(xoroshiro128plus(seed));

/** Standard normal, by Box and Muller. */
export function normalDraws(generator: RandomGenerator): () => number {
  const uniform = uniformDraws(generator);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
