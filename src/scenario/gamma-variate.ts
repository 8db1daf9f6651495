import type { Random } from '../model/schedule.ts';

/**
 * The logarithm of a draw from the gamma distribution of this shape and scale 1; the logarithm, because with a small
 * shape most draws are too small for a number.
 * Source: Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000); below shape 1 by
 * their boost, a draw of shape + 1 times U^(1 / shape).
 * @param shape above 0
 */
export function drawLogGamma(shape: number, random: Random): number {
  if (shape < 1) return drawLogGamma(shape + 1, random) + Math.log(1 - random()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = drawNormal(random);
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - random()) <= (normal * normal) / 2 + d * (1 - v + Math.log(v))) {
      return Math.log(d * v);
    }
  }
}

/** Box and Muller, Annals of Mathematical Statistics 29 (1958). 1 - U is never 0, and has a logarithm. */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
