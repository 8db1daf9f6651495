import type { SamplePlan } from '../model/plan.ts';
import type { Random } from '../model/schedule.ts';

/**
 * A sample of `size` rows. Without replacement every set of rows is equally likely, in the order of the data (selection
 * sampling: Fan, Muller and Rezucha, Journal of the American Statistical Association 57, 1962; algorithm S of Knuth's
 * volume 2); with replacement each is drawn from all.
 * @param size without replacement at most the number of rows
 */
export function sampleRows<Row>(
  rows: readonly Row[],
  { rows: size, replacement }: SamplePlan,
  random: Random,
): Row[] {
  if (replacement) return Array.from({ length: size }, () => rows[Math.floor(random() * rows.length)] as Row);
  let needed = size;
  return rows.filter((_, index) => {
    const chosen = (rows.length - index) * random() < needed;
    if (chosen) needed -= 1;
    return chosen;
  });
}
