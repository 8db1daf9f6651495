import type { RandomStream } from './random-stream.ts';

/** So many of the pool without replacement. */
export function drawn<T>(pool: readonly T[], count: number, random: RandomStream): T[] {
  const left = [...pool];
  return Array.from({ length: count }, () => left.splice(Math.floor(random.uniform() * left.length), 1)[0]!);
}
