import { mannWhitney } from './mann-whitney.ts';

/**
 * An alarm when a two-sided Mann-Whitney test over all requests has p < 0.01 and the candidate is the slower one. It
 * takes requests for independent, which they are not.
 */
export function rawRequestsAlarm(base: ArrayLike<number>, candidate: ArrayLike<number>): boolean {
  const { u, p } = mannWhitney(base, candidate);
  return p < 0.01 && u > (base.length * candidate.length) / 2;
}
