import { allClasses, metrics } from '../../model/metric.ts';
import type { MetricId } from '../../model/metric.ts';
import type { Block } from '../../model/run.ts';
import type { BlockShare } from '../../stats/clustered-share.ts';
import { effectiveCount } from '../../stats/clustered-share.ts';
import { countOf, quantileOf } from '../../stats/distribution.ts';
import { quantileBounds } from '../../stats/quantile-bounds.ts';
import { wilsonInterval } from '../../stats/wilson.ts';
import { BlockView } from '../block-view.ts';
import type { LoadLevel } from './limit-crossing.ts';

/** Stretches of neighbouring requests that a step is cut into, to see how they hang together. */
const stretches = 10;

/**
 * What a limit on quantiles or on errors is held against in one step: the logarithm of the quantile, the share of errors.
 * Undefined where the step tells nothing of it.
 */
export function stepLevel(block: Block, id: MetricId): Omit<LoadLevel, 'load'> | undefined {
  const view = new BlockView(block);
  if (id === 'error-rate') return errorLevel(view);
  const { kind } = metrics[id];
  if (kind.kind !== 'quantile') return undefined;
  const sample = view.timing(allClasses, kind.of);
  const value = quantileOf(sample, kind.p);
  if (value === null) return undefined;
  const times = kind.of === 'itl' || kind.of === 'service' ? undefined : block.requests?.[`${kind.of}Ms`];
  const effective = worth(times && sharesAbove(times, value), countOf(sample));
  const { low, high } = quantileBounds(sample, kind.p, effective);
  return {
    level: log(value),
    low: low === null ? -Infinity : log(low),
    high: high === null ? Infinity : log(high),
    weight: countOf(sample),
  };
}

/** A limit on the same scale. */
export const levelOf = (id: MetricId, limit: number): number =>
  metrics[id].kind.kind === 'quantile' ? log(limit) : limit;

const log = (ms: number): number => Math.log(Math.max(ms, 0.001));

function errorLevel(view: BlockView): Omit<LoadLevel, 'load'> | undefined {
  const attempted = view.attempted(allClasses);
  if (attempted === 0) return undefined;
  const failed = attempted - view.completed(allClasses);
  // The few requests of a step cannot rule out one error in a thousand, and a ramp would never have an interval.
  if (failed === 0) return { level: 0, low: 0, high: 0, weight: attempted };
  const times = view.block.requests?.latencyMs;
  const effective = worth(times && sharesMissing(times), attempted);
  const level = failed / attempted;
  const [low, high] = wilsonInterval(level * effective, effective);
  return { level, low, high, weight: attempted };
}

/** In independent observations. Without the single requests they are taken for that. */
const worth = (parts: BlockShare[] | undefined, observations: number): number =>
  (parts && effectiveCount(parts)) || observations;

function sharesAbove(times: readonly (number | null)[], threshold: number): BlockShare[] {
  const known = times.filter((timeMs) => timeMs !== null);
  return inStretches(known).map((part) => ({
    hits: part.filter((timeMs) => timeMs > threshold).length,
    of: part.length,
  }));
}

const sharesMissing = (times: readonly (number | null)[]): BlockShare[] =>
  inStretches(times).map((part) => ({
    hits: part.filter((timeMs) => timeMs === null).length,
    of: part.length,
  }));

function inStretches<T>(values: readonly T[]): T[][] {
  const size = Math.max(1, Math.ceil(values.length / stretches));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}
