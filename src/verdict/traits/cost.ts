import type { Capacity, Cost } from '../../model/characteristics.ts';
import { allClasses } from '../../model/metric.ts';
import type { CostPlan } from '../../model/plan.ts';
import type { Run } from '../../model/run.ts';
import { BlockView } from '../block-view.ts';

/** Of an average month: 365 days of 24 hours over 12. */
const hoursPerMonth = 730;

/**
 * Money at the capacity, with every instance as busy as it may be; instances for the peak, each with its headroom left free.
 * Undefined where there is no capacity to divide by.
 */
export function costOf(run: Run, capacity: Capacity | undefined, plan: CostPlan): Cost | undefined {
  const perSecond = capacity?.ratePerSecond.value ?? 0;
  if (perSecond <= 0) return undefined;
  const { currency, perHour, peakRatePerSecond, headroom } = plan;
  const perRequest = perHour / (perSecond * 3600);
  const tokens = tokensPerRequest(run);
  const instances = Math.ceil(peakRatePerSecond / (perSecond * (1 - headroom)) - 1e-9);
  return {
    currency,
    perHour,
    perThousandRequests: 1000 * perRequest,
    perMillionTokens: tokens === null ? null : (1e6 * perRequest) / tokens,
    instances,
    perMonth: instances * perHour * hoursPerMonth,
  };
}

/** Output tokens, under the mixed load; null where the server tells of none. */
function tokensPerRequest({ blocks }: Run): number | null {
  const views = blocks
    .filter(({ scenario, validity }) => scenario === 'mixed' && validity.valid)
    .map((block) => new BlockView(block));
  const sum = (read: (view: BlockView) => number) => views.reduce((total, view) => total + read(view), 0);
  const tokens = sum((view) => view.outputTokens(allClasses));
  return tokens === 0 ? null : tokens / sum((view) => view.completed(allClasses));
}
