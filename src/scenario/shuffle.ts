import type { Random } from '../model/schedule.ts';

/** A shuffled copy, every order equally likely (Fisher and Yates; Durstenfeld, CACM 1964, algorithm 235). */
export function shuffle<Item>(items: ArrayLike<Item>, random: Random): Item[] {
  const shuffled = Array.from(items);
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen] as Item, shuffled[last] as Item];
  }
  return shuffled;
}
