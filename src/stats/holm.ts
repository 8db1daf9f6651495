/**
 * p values adjusted by Holm's step-down procedure (Holm 1979, Scandinavian Journal of Statistics 6), in the order
 * given: comparing each with alpha keeps the chance of any false alarm among all of them at alpha, however they depend
 * on each other.
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let running = 0;
  ascending.forEach(({ p, index }, rank) => {
    running = Math.max(running, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = running;
  });
  return adjusted;
}
