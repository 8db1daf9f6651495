/** What one further value of a series should be, and how far it may lie from that. */
export interface Prediction {
  mean: number;
  /** Of a single further value. */
  standardError: number;
  degreesOfFreedom: number;
}

/** A guess of the spread, worth so many earlier values. */
export interface SpreadPrior {
  spread: number;
  weight: number;
}

/**
 * Predicts the next of k earlier values, k at least 1, with their variance shrunk to a prior, since few runs tell little
 * of their own spread: `s^2 = (n0 s0^2 + sum (y_i - m)^2) / (n0 + k - 1)`, error `s sqrt(1 + 1/k)` at n0 + k - 1 degrees of
 * freedom. It is the posterior predictive of a normal mean and variance under a scaled inverse chi-squared prior
 * (Gelman et al., Bayesian Data Analysis, section 3.3).
 */
export function predictNext(earlier: readonly number[], prior: SpreadPrior): Prediction {
  const k = earlier.length;
  const mean = earlier.reduce((sum, value) => sum + value, 0) / k;
  const squares = earlier.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const degreesOfFreedom = prior.weight + k - 1;
  const variance = (prior.weight * prior.spread ** 2 + squares) / degreesOfFreedom;
  return { mean, standardError: Math.sqrt(variance * (1 + 1 / k)), degreesOfFreedom };
}
