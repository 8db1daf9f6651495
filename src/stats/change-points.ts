/** A permutation at least as extreme among so many makes `(0 + 1) / (199 + 1)`, the only p value below 1 %. */
const permutations = 199;
/** Statistics that differ by rounding alone count as equal. */
const relativeTolerance = 1e-9;

/** Where a series changed: its first value of the new level, and by how much the mean moved there. */
export interface ChangePoint {
  index: number;
  step: number;
}

export interface ChangePointOptions {
  /** Uniform in [0, 1). */
  random: () => number;
  /** Of the means before and after, in the unit of the series; smaller steps are dropped. */
  minimumStep: number;
  /** Fewest values of a level. */
  minimumSegment: number;
}

export interface Split {
  /** First value of the right part. */
  index: number;
  statistic: number;
}

/**
 * Where the level of a series changed, oldest first: E-divisive (Matteson and James, A Nonparametric Approach for Multiple
 * Change Point Analysis of Multivariate Data, JASA 109, 2014) with the exponent 1. The best split of a part is kept when
 * none of 199 shuffles of that part splits as well (p below 1 %), and both sides are searched again. Then the smallest
 * step is dropped, its two levels joined, until none is smaller than `minimumStep`. n values take
 * O(n^2) a shuffle.
 */
export function findChangePoints(series: readonly number[], options: ChangePointOptions): ChangePoint[] {
  const values = Float64Array.from(series);
  const found: number[] = [];
  const search = (from: number, to: number): void => {
    const split = significantSplit(values.slice(from, to), options);
    if (split === undefined) return;
    search(from, from + split);
    found.push(from + split);
    search(from + split, to);
  };
  search(0, values.length);
  return dropSmallSteps(values, found, options.minimumStep);
}

function significantSplit(
  values: Float64Array,
  { minimumSegment, random }: ChangePointOptions,
): number | undefined {
  const best = strongestSplit(values, minimumSegment);
  if (!best || best.statistic <= 0) return undefined;
  const reached = best.statistic * (1 - relativeTolerance);
  const shuffled = values.slice();
  for (let permutation = 0; permutation < permutations; permutation++) {
    shuffle(shuffled, random);
    // One is enough to lift p to 1 %, so the others cannot matter.
    if ((strongestSplit(shuffled, minimumSegment)?.statistic ?? 0) >= reached) return undefined;
  }
  return best.index;
}

/**
 * The split t with the greatest energy statistic `m n / (m + n) * E(X, Y)` of X = the m values before t and Y = the n values
 * from t on: `E = 2 / (m n) sum |x - y| - 1 / C(m, 2) sum |x - x'| - 1 / C(n, 2) sum |y - y'|` (equations 5 and 6 of the
 * paper, with all of the rest as Y). Undefined where there are not two segments of values.
 */
export function strongestSplit(values: Float64Array, minimumSegment: number): Split | undefined {
  const { before, since } = pairDistances(values);
  const whole = since[0]!;
  let best: Split | undefined;
  for (let m = minimumSegment; m <= values.length - minimumSegment; m++) {
    const [left, right, n] = [before[m]!, since[m]!, values.length - m];
    const between = (2 * (whole - left - right)) / (m * n);
    const energy = between - (2 * left) / (m * (m - 1)) - (2 * right) / (n * (n - 1));
    const statistic = ((m * n) / (m + n)) * energy;
    if (best === undefined || statistic > best.statistic) best = { index: m, statistic };
  }
  return best;
}

/** Sums of the distances of all pairs within the first i values, and within those from i on. */
function pairDistances(values: Float64Array): { before: Float64Array; since: Float64Array } {
  const before = new Float64Array(values.length + 1);
  const since = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let toEarlier = 0;
    for (let j = 0; j < i; j++) {
      const distance = Math.abs(value - values[j]!);
      toEarlier += distance;
      since[j]! += distance;
    }
    before[i + 1] = before[i]! + toEarlier;
  }
  for (let i = values.length - 1; i >= 0; i--) since[i]! += since[i + 1]!;
  return { before, since };
}

/** Fisher and Yates. */
function shuffle(values: Float64Array, random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
}

function dropSmallSteps(values: Float64Array, indices: number[], minimumStep: number): ChangePoint[] {
  const ends = [...indices, values.length];
  const means = ends.map((end, i) => meanOf(values.subarray(ends[i - 1] ?? 0, end)));
  const points = indices.map((index, i) => ({ index, step: means[i + 1]! - means[i]! }));
  const smallest = points.toSorted((a, b) => Math.abs(a.step) - Math.abs(b.step))[0];
  if (!smallest || Math.abs(smallest.step) >= minimumStep) return points;
  return dropSmallSteps(
    values,
    indices.filter((index) => index !== smallest.index),
    minimumStep,
  );
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
