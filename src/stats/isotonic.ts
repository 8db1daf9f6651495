/**
 * The values that never fall and are nearest to the given ones, by weighted squares: isotonic regression by pooling adjacent
 * violators (Barlow, Bartholomew, Bremner and Brunk: Statistical Inference under Order Restrictions, 1972, section 1.2).
 * Weights above 0, as many as there are values.
 */
export function isotonicRegression(values: readonly number[], weights: readonly number[]): number[] {
  const pools: { mean: number; weight: number; length: number }[] = [];
  values.forEach((value, i) => {
    let pool = { mean: value, weight: weights[i]!, length: 1 };
    for (let before = pools.at(-1); before && before.mean > pool.mean; before = pools.at(-1)) {
      const weight = before.weight + pool.weight;
      const mean = (before.mean * before.weight + pool.mean * pool.weight) / weight;
      pool = { mean, weight, length: before.length + pool.length };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools.flatMap(({ mean, length }) => Array<number>(length).fill(mean));
}
