import { SluiceError } from '../model/error.ts';
import type { Random, Workload } from '../model/schedule.ts';
import { shuffle } from './shuffle.ts';

/**
 * The inputs of `count` requests, in the order in which they are sent: each class in its declared proportion, shuffled.
 * A class's rows are taken in a drawn order without replacement, and in a new order once all have been taken.
 * @returns indices into `workload.items`, exactly `count`; the same for the same `random`
 */
export function drawItems(workload: Workload, count: number, random: Random): Uint32Array {
  const counts = splitCount(
    count,
    workload.classes.map(({ share }) => share),
    random,
  );
  const drawn = counts.flatMap((ofClass, classIndex) => drawOfClass(workload, classIndex, ofClass, random));
  return Uint32Array.from(shuffle(drawn, random));
}

/** `count` inputs of one class, in a drawn order. */
export function drawOfClass(workload: Workload, classIndex: number, count: number, random: Random): number[] {
  const own = [...workload.items.keys()].filter((item) => workload.items[item]?.classIndex === classIndex);
  if (own.length === 0 && count > 0) {
    throw new SluiceError('dataset-empty', {
      fact: `The class ${workload.classes[classIndex]?.name ?? classIndex} has no inputs.`,
      remedy: 'Give the class a dataset with rows that fit its conditions.',
    });
  }
  const rounds = count === 0 ? 0 : Math.ceil(count / own.length);
  return Array.from({ length: rounds }, () => shuffle(own, random))
    .flat()
    .slice(0, count);
}

/**
 * Splits `count` by shares that sum to 1: every class gets its quota rounded down, and the requests that are left over
 * go to different classes, each with the probability of its quota's fraction. So no class is ever more than one request
 * from its quota, and over many blocks each has exactly its share, which plain rounding would deny to the rare classes.
 * Source: systematic sampling with unequal probabilities (Madow 1949, Annals of Mathematical Statistics 20).
 */
export function splitCount(count: number, shares: readonly number[], random: Random): number[] {
  const quotas = shares.map((share) => count * share);
  // A quota such as 2.9999999999999996 is 3.
  const counts = quotas.map((quota) => Math.floor(quota + 1e-9));
  const fractions = quotas.map((quota, i) => Math.max(0, quota - (counts[i] ?? 0)));
  const left = count - counts.reduce((sum, each) => sum + each, 0);
  for (const i of drawSystematically(fractions, left, random)) counts[i] = (counts[i] ?? 0) + 1;
  return counts;
}

/** `picks` different indices; index i is picked with the probability fractions[i], which sum to `picks`. */
function drawSystematically(fractions: readonly number[], picks: number, random: Random): number[] {
  // In a drawn order, so that neighbours in the settings do not exclude each other.
  const order = shuffle(
    [...fractions.keys()].filter((i) => (fractions[i] ?? 0) > 0),
    random,
  );
  const total = order.reduce((sum, i) => sum + (fractions[i] ?? 0), 0);
  const step = total / picks;
  let next = random() * step;
  let reached = 0;
  const picked: number[] = [];
  for (const i of order) {
    reached += fractions[i] ?? 0;
    if (picked.length < picks && reached > next) {
      picked.push(i);
      next += step;
    }
  }
  // Rounding may leave the very last step a hair beyond the sum.
  for (const i of order) if (picked.length < picks && !picked.includes(i)) picked.push(i);
  return picked;
}
