import { studentTCritical } from './student-t.ts';

/** How a metric is tested, for the question of what the test would have seen. */
export interface TestPower {
  standardError: number;
  degreesOfFreedom: number;
  /** Of one look, for one metric: alpha / (looks * metrics). */
  alpha: number;
  /** On the scale of the estimate. */
  tolerance: number;
}

/** The share of cases in which a change of the smallest detectable size is found. */
export const power = 0.95;

/**
 * The smallest worsening, on the scale of the estimate, that is found in 95 % of cases: `(t_{1-alpha} + t_{.95}) se`.
 * A finding also needs an estimate beyond the tolerance (the second key), so it is never below `tolerance + t_{.95} se`.
 */
export function smallestDetectable({ standardError, degreesOfFreedom, alpha, tolerance }: TestPower): number {
  const beyond = studentTCritical(1 - power, degreesOfFreedom) * standardError;
  return Math.max(studentTCritical(alpha, degreesOfFreedom) * standardError, tolerance) + beyond;
}
