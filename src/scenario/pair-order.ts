import type { Arm } from '../model/run.ts';
import type { Random } from '../model/schedule.ts';

/**
 * Which arm goes first in each pair. Drawn within groups of two pairs, one of each order: so the order is balanced at
 * every even number of pairs, and no rhythm of the machine can keep in step with it.
 * Always the base first gave a commit against itself +23 %.
 */
export function ordersOfPairs(pairs: number, random: Random): [Arm, Arm][] {
  const groups = Array.from({ length: Math.ceil(pairs / 2) }, (): [Arm, Arm][] => {
    const first: [Arm, Arm] = ['base', 'candidate'];
    const second: [Arm, Arm] = ['candidate', 'base'];
    return random() < 0.5 ? [first, second] : [second, first];
  });
  return groups.flat().slice(0, pairs);
}
