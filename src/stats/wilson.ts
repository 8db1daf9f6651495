/** The normal quantile of 97.5 %. */
const z = 1.959964;

/**
 * The 95 % score interval of a share, which holds its level for small counts and for shares near 0 and 1 (Wilson 1927, JASA 22;
 * Brown, Cai and DasGupta 2001, Statistical Science 16). `trials` at least 1.
 */
export function wilsonInterval(successes: number, trials: number): [number, number] {
  const share = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
