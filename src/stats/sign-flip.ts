const mostExact = 14;
const flips = 20_000;
/** Sums that differ by rounding alone count as equal. */
const relativeTolerance = 1e-12;

/**
 * One-sided p value that the sum of paired differences is this large by chance: under no change each difference is as
 * likely with either sign (Fisher 1935; Pitman 1937). Zeros say nothing and are dropped. All sign patterns up to 14
 * differences, else 20,000 random ones with `(c + 1) / (B + 1)` (Phipson and Smyth 2010), so p is never 0.
 * `random` is uniform in [0, 1).
 */
export function signFlipP(differences: readonly number[], random: () => number): number {
  const nonzero = Float64Array.from(differences.filter((difference) => difference !== 0));
  if (nonzero.length === 0) return 1;
  let observed = 0;
  let magnitude = 0;
  for (const difference of nonzero) {
    observed += difference;
    magnitude += Math.abs(difference);
  }
  const reached = observed - relativeTolerance * magnitude;
  return nonzero.length <= mostExact ? exactP(nonzero, reached) : randomP(nonzero, reached, random);
}

/** The smallest p value that so many nonzero differences can give. */
export function smallestSignFlipP(nonzero: number): number {
  return nonzero <= mostExact ? 2 ** -nonzero : 1 / (flips + 1);
}

function exactP(nonzero: Float64Array, reached: number): number {
  const patterns = 2 ** nonzero.length;
  let asLarge = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    let sum = 0;
    for (let i = 0; i < nonzero.length; i++) sum += (pattern >> i) & 1 ? -nonzero[i]! : nonzero[i]!;
    if (sum >= reached) asLarge++;
  }
  return asLarge / patterns;
}

function randomP(nonzero: Float64Array, reached: number, random: () => number): number {
  let asLarge = 0;
  for (let flip = 0; flip < flips; flip++) {
    let sum = 0;
    let signs = 0;
    for (let i = 0; i < nonzero.length; i++) {
      // Sixteen signs from each draw: the upper bits of any generator are its best.
      if (i % 16 === 0) signs = Math.floor(random() * 65_536);
      sum += signs & 1 ? -nonzero[i]! : nonzero[i]!;
      signs >>= 1;
    }
    if (sum >= reached) asLarge++;
  }
  return (asLarge + 1) / (flips + 1);
}
