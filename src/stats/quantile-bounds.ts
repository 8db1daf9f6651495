import type { Distribution } from '../model/run.ts';
import { effectiveCount } from './clustered-share.ts';
import { countAbove, countOf, mergeDistributions, quantileOf } from './distribution.ts';
import { meanInterval } from './mean-interval.ts';
import { wilsonInterval } from './wilson.ts';

/** An end is null where the observations do not reach so far: it could be anything beyond them. */
export interface QuantileBounds {
  low: number | null;
  high: number | null;
}

/** Of each side. */
const tail = 0.025;

/**
 * 95 % bounds of the quantile `p`: the quantiles at the ends of the interval of the share `p` itself (Woodruff, J. Am. Stat.
 * Assoc. 47, 1952), with as many independent observations as the sample is worth. No upper bound where even its largest value
 * would lie below the true quantile in more than 2.5 % of samples, `p^n > 0.025`: p95 needs 72, p99 368.
 */
export function quantileBounds(sample: Distribution, p: number, effective: number): QuantileBounds {
  if (sample.valuesMs.length === 0 || effective <= 0) return { low: null, high: null };
  const [below, above] = wilsonInterval(p * effective, effective);
  return {
    low: (1 - p) ** effective > tail ? null : quantileOf(sample, below),
    high: p ** effective > tail ? null : quantileOf(sample, above),
  };
}

/**
 * The quantile of all observations of several blocks, with 95 % bounds: the wider of those for as many independent
 * observations as the blocks are worth, and of the t interval of the logarithms of the blocks' own quantiles. Where blocks
 * differ as wholes the first alone is too narrow above: it sees no block that is slower than all it was made from
 * (docs/slo.md). Null without observations.
 */
export function blockQuantile(
  blocks: readonly Distribution[],
  p: number,
): ({ value: number } & QuantileBounds) | null {
  const all = mergeDistributions(blocks);
  const value = quantileOf(all, p);
  if (value === null) return null;
  const beyond = blocks.map((block) => ({ hits: countAbove(block, value), of: countOf(block) }));
  const { low, high } = quantileBounds(all, p, effectiveCount(beyond));
  const logs = blocks.map((block) => Math.log(Math.max(quantileOf(block, p) ?? value, 1e-3)));
  const [logLow, logHigh] = meanInterval(logs) ?? [0, 0];
  const factor = Math.exp((logHigh - logLow) / 2);
  return {
    value,
    low: low === null ? null : Math.min(low, value / factor),
    high: high === null ? null : Math.max(high, value * factor),
  };
}

/** The independent observations that bounds of the quantile `p` need. */
export const observationsNeeded = (p: number): number =>
  Math.ceil(Math.log(tail) / Math.log(Math.max(p, 1 - p)) - 1e-9);
