import { metrics } from './metric.ts';
import type { RequestTimingId } from './metric.ts';
import type { SloLimit } from './plan.ts';

/** What a single request may take, in milliseconds. */
export type RequestLimits = Partial<Record<RequestTimingId, number>>;

/**
 * The limits that a single request has to meet to count as good: of each timing, the limit of its highest percentile, since
 * limits on lower ones say nothing of the single request. Goodput as DistServe defines it (Zhong et al., OSDI 2024, section 1).
 * Undefined where there are none: then nothing is good or bad.
 */
export function requestLimits(slo: readonly SloLimit[]): RequestLimits | undefined {
  const highest = new Map<RequestTimingId, { p: number; limit: number }>();
  for (const { metric, limit } of slo) {
    const { kind } = metrics[metric];
    if (kind.kind !== 'quantile' || kind.of === 'itl') continue;
    const known = highest.get(kind.of);
    if (!known || kind.p > known.p) highest.set(kind.of, { p: kind.p, limit });
  }
  return highest.size === 0
    ? undefined
    : Object.fromEntries([...highest].map(([timing, { limit }]) => [timing, limit]));
}
