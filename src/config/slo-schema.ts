import { z } from 'zod';
import { metricIds, metrics } from '../model/metric.ts';
import type { Metric, MetricId } from '../model/metric.ts';
import type { SloLimit } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { duration } from './duration.ts';
import { percentage } from './percentage.ts';
import { presetLimits, sloPresets } from './slo-presets.ts';
import type { SloPreset } from './slo-presets.ts';

/**
 * `latency: { p99: 500ms }`, `error-rate: 0.1%`: one key a metric of the registry, quantiles below what they are taken of;
 * and the preset that they start from.
 */
export const sloSchema = closed({
  preset: z.enum(sloPresets).optional().describe('Known limits; those that are written here go before them.'),
  ...Object.fromEntries(
    Object.entries(quantileGroups()).map(([of, group]) => [of, closed(group).optional()]),
  ),
  ...Object.fromEntries(
    metricIds.filter((id) => !id.includes('.')).map((id) => [id, limitOf(metrics[id]).optional()]),
  ),
}) as unknown as z.ZodType<{ preset?: SloPreset | undefined } & Limits>;

type Limits = Record<string, SloPreset | number | Record<string, number | undefined> | undefined>;

export function planSlo({ preset, ...limits }: z.output<typeof sloSchema> = {}): SloLimit[] {
  const known = preset === undefined ? [] : presetLimits(preset);
  const flat = Object.entries(limits).flatMap(([name, limit]) =>
    typeof limit === 'object'
      ? Object.entries(limit).map(([p, each]) => [`${name}.${p}`, each] as const)
      : [[name, limit] as const],
  );
  const own = flat.flatMap(([name, limit]) =>
    typeof limit === 'number' ? [{ metric: name as MetricId, limit }] : [],
  );
  return metricIds.flatMap((id) => [...own, ...known].find(({ metric }) => metric === id) ?? []);
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
