import type { Distribution } from '../model/run.ts';
import { countOf, quantileOf } from './distribution.ts';

/** Points of the curve; also how finely observations are counted before they are smoothed. */
const points = 160;
/** Fewer observations than this have no shape. */
const fewest = 10;
/** Of the kernel, in multiples of the bandwidth: nothing to see beyond. */
const reach = 3;
/** The least bandwidth, 1 %: values themselves are kept to a tenth of a percent. */
const leastBandwidth = 0.01;

/**
 * Kernel density of the natural logarithms of times, so that it can be drawn over a logarithmic axis with equal areas for
 * equal shares: Gaussian kernel, bandwidth after Silverman (1986, Density Estimation, eq. 3.31)
 * `0.9 min(sd, IQR / 1.34) n^(-1/5)` of the logarithms, observations counted into the points of the grid by linear binning
 * first (Wand 1994, JCGS 3(4)), which makes it as fast for a million as for a thousand.
 * Times of zero, which have no logarithm, are left out.
 * @returns [time in ms, density over its natural logarithm], ascending, with an area of 1; null below 10 times above zero
 */
export function logDensity(distribution: Distribution): [number, number][] | null {
  const logs = logarithmsOf(distribution);
  const count = countOf(logs);
  if (count < fewest) return null;
  const bandwidth = bandwidthOf(logs, count);
  const from = logs.valuesMs[0]! - reach * bandwidth;
  const step = (logs.valuesMs.at(-1)! + reach * bandwidth - from) / (points - 1);
  const weights = linearBins(logs, from, step);
  const farthest = Math.ceil((reach * bandwidth) / step);
  const kernel = Array.from({ length: 2 * farthest + 1 }, (_, i) =>
    Math.exp(-0.5 * (((i - farthest) * step) / bandwidth) ** 2),
  );
  // Normalised on the grid itself, so that a kernel narrower than a step keeps its area too.
  const area = kernel.reduce((sum, height) => sum + height, 0) * step * count;
  return Array.from({ length: points }, (_, i) => {
    const density = kernel.reduce((sum, height, k) => sum + height * (weights[i + k - farthest] ?? 0), 0);
    return [Math.exp(from + i * step), density / area];
  });
}

function logarithmsOf({ valuesMs, counts }: Distribution): Distribution {
  const first = valuesMs.findIndex((value) => value > 0);
  if (first < 0) return { valuesMs: [], counts: [] };
  return { valuesMs: valuesMs.slice(first).map((value) => Math.log(value)), counts: counts.slice(first) };
}

function bandwidthOf(logs: Distribution, count: number): number {
  const moment = (read: (log: number) => number) =>
    logs.valuesMs.reduce((sum, log, i) => sum + read(log) * logs.counts[i]!, 0) / count;
  const mean = moment((log) => log);
  const deviation = Math.sqrt(moment((log) => (log - mean) ** 2));
  const quartiles = (quantileOf(logs, 0.75)! - quantileOf(logs, 0.25)!) / 1.34;
  // Where more than half of the values are equal, the quartiles tell of no spread.
  const spread = quartiles > 0 ? Math.min(deviation, quartiles) : deviation;
  return Math.max(0.9 * spread * count ** -0.2, leastBandwidth);
}

/** Each observation is shared between the two points of the grid that it lies between. */
function linearBins({ valuesMs, counts }: Distribution, from: number, step: number): Float64Array {
  const weights = new Float64Array(points);
  valuesMs.forEach((log, i) => {
    const position = (log - from) / step;
    const below = Math.min(Math.floor(position), points - 2);
    const above = position - below;
    weights[below]! += counts[i]! * (1 - above);
    weights[below + 1]! += counts[i]! * above;
  });
  return weights;
}
