import { mannWhitney } from './mann-whitney.ts';
import { median } from './median.ts';

/**
 * benchstat's way: one number a run, ten runs a side, Mann-Whitney at its default alpha of 0.05; a significant change
 * counts as a regression when the median grew by more than `leastChange`.
 */
export function benchstatAlarm(
  base: readonly number[],
  candidate: readonly number[],
  leastChange: number,
): boolean {
  return mannWhitney(base, candidate).p < 0.05 && median(candidate) / median(base) - 1 > leastChange;
}
