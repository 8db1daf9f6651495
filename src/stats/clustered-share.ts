import { studentTCritical } from './student-t.ts';

/** Of one block: how many of its observations are of the kind that is counted. */
export interface BlockShare {
  hits: number;
  of: number;
}

/** Two-sided 95 %. */
const tail = 0.025;
const normalCritical = 1.959963984540054;

/**
 * How many independent observations those of several blocks are worth, for a share: requests of a block wait for one another,
 * so they tell less than their number. It is the number divided by the design effect, the variance of the share between
 * blocks over that of independent observations (Kish, Survey Sampling, 1965; never below 1), and by `(t / z)^2`, since the
 * variance itself is only known from so many blocks (Korn and Graubard, Survey Methodology 24, 1998). With fewer than two
 * blocks nothing tells how they hang together: 0.
 */
export function effectiveCount(blocks: readonly BlockShare[]): number {
  const filled = blocks.filter(({ of }) => of > 0);
  const total = filled.reduce((sum, { of }) => sum + of, 0);
  if (filled.length < 2) return 0;
  const share = filled.reduce((sum, { hits }) => sum + hits, 0) / total;
  const squares = filled.reduce((sum, { hits, of }) => sum + (hits - share * of) ** 2, 0);
  const between = ((filled.length / (filled.length - 1)) * squares) / total ** 2;
  const independent = (share * (1 - share)) / total;
  const designEffect = independent > 0 ? Math.max(1, between / independent) : 1;
  return (total / designEffect) * (normalCritical / studentTCritical(tail, filled.length - 1)) ** 2;
}
