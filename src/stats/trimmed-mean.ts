/** A location estimate that bursts do not move, with what its t test needs. */
export interface TrimmedMean {
  estimate: number;
  /** Of the estimate, from the spread of the values alone. */
  standardError: number;
  degreesOfFreedom: number;
  /** Winsorised standard deviation: the spread of one value. */
  spread: number;
}

/** The share of values that is left out at each end. */
export const trimShare = 0.2;

/**
 * 20 % trimmed mean with its standard error from the winsorised standard deviation (Tukey and McLaughlin 1963;
 * Yuen 1974): with n values, g = floor(0.2 n) and h = n - 2g, `se = s_w sqrt(n) / h (1 + 1/(2h))` at h - 1 degrees
 * of freedom. The last factor makes up for small h; it was found by simulation (docs/method.md).
 * At least 2 values, all finite.
 */
export function trimmedMean(values: readonly number[]): TrimmedMean {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const cut = Math.floor(trimShare * n);
  const kept = n - 2 * cut;
  const low = sorted[cut]!;
  const high = sorted[n - 1 - cut]!;
  let sum = 0;
  for (let i = cut; i < n - cut; i++) sum += sorted[i]!;
  const winsorisedMean = (sum + cut * (low + high)) / n;
  let squares = cut * ((low - winsorisedMean) ** 2 + (high - winsorisedMean) ** 2);
  for (let i = cut; i < n - cut; i++) squares += (sorted[i]! - winsorisedMean) ** 2;
  const spread = Math.sqrt(squares / (n - 1));
  return {
    estimate: sum / kept,
    standardError: ((spread * Math.sqrt(n)) / kept) * (1 + 1 / (2 * kept)),
    degreesOfFreedom: kept - 1,
    spread,
  };
}

/** Spread of a container start on the log scale, in each arm: two starts of one image differ by about 1 %. */
export const startSpread = 0.01;

/** What that 1 % is worth: as if it had been measured with so many degrees of freedom. Found by simulation (docs/method.md). */
const startFreedom = 3;

/**
 * Adds what the starts of the target contribute: each arm was started `starts` times, and what a start happened to be
 * cannot be told from what the code is (`se^2 + 2 * 0.01^2 / starts`). Keeps the error above zero when all ratios are equal.
 * The degrees of freedom are those of a sum of two variances (Satterthwaite 1946), at least those of the pairs: where the
 * starts are much of the error, few pairs leave less of it in doubt.
 */
export function withStartVariance(
  { standardError, degreesOfFreedom }: Pick<TrimmedMean, 'standardError' | 'degreesOfFreedom'>,
  starts: number,
): Pick<TrimmedMean, 'standardError' | 'degreesOfFreedom'> {
  const ofPairs = standardError ** 2;
  const ofStarts = (2 * startSpread ** 2) / Math.max(1, starts);
  const variance = ofPairs + ofStarts;
  const ofSum = variance ** 2 / (ofPairs ** 2 / degreesOfFreedom + ofStarts ** 2 / startFreedom);
  return { standardError: Math.sqrt(variance), degreesOfFreedom: Math.max(degreesOfFreedom, ofSum) };
}
