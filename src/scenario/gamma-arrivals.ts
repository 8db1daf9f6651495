import type { Random } from '../model/schedule.ts';
import { drawLogGamma } from './gamma-variate.ts';

/**
 * Arrivals whose gaps are drawn from a gamma distribution. Its shape is what vLLM calls burstiness (`vllm bench serve
 * --burstiness`): below 1 requests come in clusters, 1 is a Poisson process, above 1 they come more evenly; the
 * coefficient of variation of the gaps is 1 / sqrt(burstiness).
 *
 * The number is fixed, as it is for Poisson arrivals. `count` gaps are scaled so that they fill the duration, laid
 * around a circle of its length, and the circle is cut at a uniformly drawn point. So two things are given: the number of
 * arrivals, and that the gap which the end cuts off goes on at the start. Shares of independent gamma variables do not
 * depend on their sum (Lukacs, Annals of Mathematical Statistics 26, 1955), so scaling bends no gap but by the sum itself:
 * their squared coefficient of variation is (n - 1) / (n * burstiness + 1). The drawn point falls into a long gap more
 * often than into a short one, as the start of a block of steady traffic does; with gaps counted from the start, every
 * block would begin just after a request. At burstiness 1 this is `count` independent uniform times, the Poisson process
 * with its number given.
 * @returns exactly `count` times in milliseconds from the start, ascending, all below `durationMs`
 */
export function gammaArrivals(
  burstiness: number,
  count: number,
  durationMs: number,
  random: Random,
): Float64Array {
  const logs = Float64Array.from({ length: count }, () => drawLogGamma(burstiness, random));
  // By the longest gap, which becomes 1: with a small shape all of them may lie below the smallest number there is.
  const longest = logs.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  let total = 0;
  const ends = logs.map((log) => (total += Math.exp(log - longest)));
  const cut = random();
  return ends.map((end) => turned(end / total - cut) * durationMs).sort();
}

/** A place on a circle of length 1, in [0, 1). */
function turned(place: number): number {
  return (place + 1) % 1;
}
