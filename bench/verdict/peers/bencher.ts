import { studentTQuantile } from '../../../src/stats/student-t.ts';
import { normalQuantile99 } from './normal.ts';

/** Upper boundary of Bencher's own examples: the share of the history's distribution that lies below the limit. */
const upperBoundary = 0.99;

/**
 * Bencher's threshold tests: an alarm when the new number lies above the 0.99 quantile of a distribution with the mean
 * and the standard deviation of the history (divided by n, not n - 1, as its source has it). `t_test` takes Student's
 * t with n - 1 degrees of freedom, `z_score` the normal distribution. The prediction of one further run would
 * need `sqrt(1 + 1/n)` as well, which it does not have. No alarm from fewer than two runs or without any spread.
 */
export function bencherAlarm(
  history: readonly number[],
  candidate: number,
  test: 't_test' | 'z_score',
): boolean {
  const runs = history.length;
  if (runs < 2) return false;
  const mean = history.reduce((sum, value) => sum + value, 0) / runs;
  const deviation = Math.sqrt(history.reduce((sum, value) => sum + (value - mean) ** 2, 0) / runs);
  if (deviation === 0) return false;
  const factor = test === 't_test' ? studentTQuantile(upperBoundary, runs - 1) : normalQuantile99;
  return candidate > mean + factor * deviation;
}
