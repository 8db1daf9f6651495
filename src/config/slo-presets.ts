import type { MetricId } from '../model/metric.ts';
import type { SloLimit } from '../model/plan.ts';

const presets = {
  /** Chat and completion with a person who reads along. */
  'interactive-llm': { 'ttft.p95': 500, 'tpot.p95': 50, 'error-rate': 0.001 },
  /** Classification, ranking, detection, translation: one answer, while somebody waits. */
  'real-time': { 'latency.p99': 250, 'error-rate': 0.001 },
} as const satisfies Record<string, Partial<Record<MetricId, number>>>;

export type SloPreset = keyof typeof presets;

export const sloPresets = Object.keys(presets) as [SloPreset, ...SloPreset[]];

/** Limits that are known to be asked of such servers; `docs/slo.md` has the sources. */
export const presetLimits = (preset: SloPreset): SloLimit[] =>
  Object.entries(presets[preset]).map(([metric, limit]) => ({ metric: metric as MetricId, limit }));
