import { z } from 'zod';
import { metricIds, metrics } from '../model/metric.ts';
import type { Metric } from '../model/metric.ts';
import type { SloLimit } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { percentage } from './percentage.ts';

/** `latency: { p99: 500ms }`, `error-rate: 0.1%`: one key a metric of the registry, quantiles below what they are taken of. */
export const sloSchema = closed({
  ...Object.fromEntries(
    Object.entries(quantileGroups()).map(([of, group]) => [of, closed(group).optional()]),
  ),
  ...Object.fromEntries(
    metricIds.filter((id) => !id.includes('.')).map((id) => [id, limitOf(metrics[id]).optional()]),
  ),
}) as unknown as z.ZodType<Record<string, number | Record<string, number | undefined> | undefined>>;

export function planSlo(settings: z.output<typeof sloSchema> = {}): SloLimit[] {
  const flat = Object.entries(settings).flatMap(([name, limit]) =>
    typeof limit === 'object'
      ? Object.entries(limit).map(([p, each]) => [`${name}.${p}`, each] as const)
      : [[name, limit] as const],
  );
  return metricIds.flatMap((metric) =>
    flat.flatMap(([name, limit]) => (name === metric && limit !== undefined ? [{ metric, limit }] : [])),
  );
}

function quantileGroups(): Record<string, Record<string, z.ZodType>> {
  const groups: Record<string, Record<string, z.ZodType>> = {};
  for (const id of metricIds) {
    const [of, p] = id.split('.');
    if (of !== undefined && p !== undefined) groups[of] = { ...groups[of], [p]: duration().optional() };
  }
  return groups;
}

function limitOf(metric: Metric): z.ZodType {
  switch (metric.unit) {
    case 'ms':
      return duration();
    case 'requests/s':
      return z.number().positive();
    case 'share':
      return percentage({ atMost: 1 });
  }
}
