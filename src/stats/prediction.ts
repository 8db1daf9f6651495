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
 * @param before values of former levels, each with a mean of its own: their squares around it and their degrees of freedom,
 * one less than they are, add to those of the spread, which all levels share, and to nothing else
 */
export function predictNext(
  earlier: readonly number[],
  prior: SpreadPrior,
  before: readonly (readonly number[])[] = [],
): Prediction {
  const k = earlier.length;
  const levels = [...before.filter(({ length }) => length > 0), earlier];
  const squares = levels.reduce((sum, level) => sum + squaresAround(meanOf(level), level), 0);
  const degreesOfFreedom = levels.reduce((sum, { length }) => sum + length - 1, prior.weight);
  const variance = (prior.weight * prior.spread ** 2 + squares) / degreesOfFreedom;
  return { mean: meanOf(earlier), standardError: Math.sqrt(variance * (1 + 1 / k)), degreesOfFreedom };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const squaresAround = (mean: number, values: readonly number[]): number =>
  values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
