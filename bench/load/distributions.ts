/** Delays whose quantiles are known exactly: `quantile(u)` in milliseconds for u in (0, 1), ascending. */
export interface KnownDelay {
  name: string;
  quantile(u: number): number;
}

/** Acklam's rational approximation of the standard normal quantile; relative error below 1.2e-9. */
function normalQuantile(u: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const horner = (coefficients: number[], x: number) => coefficients.reduce((sum, k) => sum * x + k, 0);
  const tail = (p: number) => {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(c, q) / horner([...d, 1], q);
  };
  if (u < 0.02425) return tail(u);
  if (u > 1 - 0.02425) return -tail(1 - u);
  const q = u - 0.5;
  return (horner(a, q * q) * q) / horner([...b, 1], q * q);
}

export const knownDelays: Record<string, KnownDelay> = {
  constant: { name: 'constant', quantile: () => 20 },
  bimodal: { name: 'bimodal', quantile: (u) => (u < 0.9 ? 10 : 60) },
  lognormal: { name: 'lognormal', quantile: (u) => 15 * Math.exp(0.5 * normalQuantile(u)) },
  freezing: { name: 'freezing', quantile: () => 5 },
};

/** Evenly spread over (0, 1) for any number of draws: the additive recurrence of the golden ratio. */
export function spread(index: number): number {
  const u = (0.5 + index * 0.6180339887498949) % 1;
  return Math.min(Math.max(u, 1e-9), 1 - 1e-9);
}
