import { z } from 'zod';
import { metricIds, metrics } from '../model/metric.ts';
import type { MetricId } from '../model/metric.ts';
import type { GateMode, GatePlan, GatedMetric } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { suggest } from './nearest.ts';
import { percentage } from './percentage.ts';
import { message } from './problem.ts';
import type { Problems } from './problem.ts';

/** `p50`, `p95` and `p99` alone mean the latency. */
const shortNames: Readonly<Record<string, MetricId>> = {
  p50: 'latency.p50',
  p95: 'latency.p95',
  p99: 'latency.p99',
};
const metricNames = [...Object.keys(shortNames), ...metricIds];

const idOf = (name: string): MetricId => shortNames[name] ?? (name as MetricId);

/** The setting of one metric: relative, or for shares the difference in points. */
const margin = (id: MetricId) =>
  percentage({
    above: 0,
    points: metrics[id].kind.kind === 'share',
    atMost: metrics[id].kind.kind === 'share' ? 1 : 10,
  });

const margins = closed(
  Object.fromEntries(metricNames.map((name) => [name, margin(idOf(name)).optional()])),
) as unknown as z.ZodType<Record<string, number | undefined>>;

const metricName = z
  .string()
  .refine((name) => metricNames.includes(name), {
    error: ({ input }) =>
      message(`is '${String(input)}', which is no metric`, suggest(String(input), metricNames)),
  })
  .meta({ enum: metricNames });

const gatedMetric = z.union([
  metricName,
  closed({ metric: metricName, classes: z.enum(['all', 'each']).optional() }),
]);

export const gateModes = ['auto', 'paired', 'baseline', 'slo'] as const satisfies readonly GateMode[];

export const gateSchema = closed({
  mode: z
    .enum(gateModes)
    .optional()
    .describe('What the candidate is held against; `slo`: the absolute limits alone.'),
  'false-alarm': percentage({ above: 0, atMost: 0.2 }).optional(),
  tolerance: margins.optional(),
  detect: margins.optional(),
  metrics: z.array(gatedMetric).min(1).max(30).optional(),
});

export type GateSettings = z.output<typeof gateSchema>;

/** How far a change may worsen each metric; the reasons are in `docs/method.md`. Shares are differences, 0.002 = 0.2 points. */
const tolerances: Readonly<Record<MetricId, number>> = {
  'latency.p50': 0.05,
  'latency.p95': 0.1,
  'latency.p99': 0.15,
  'ttft.p50': 0.1,
  'ttft.p95': 0.1,
  'tpot.p50': 0.05,
  'tpot.p95': 0.1,
  'itl.p50': 0.05,
  'itl.p99': 0.15,
  throughput: 0.05,
  'error-rate': 0.002,
  'slow-rate': 0.002,
  'cold-start': 0.25,
  'first-answer': 0.25,
};

const gatedByDefault: readonly GatedMetric[] = [
  { metric: 'latency.p50', classes: 'all' },
  { metric: 'latency.p95', classes: 'all' },
  { metric: 'latency.p99', classes: 'all' },
  { metric: 'latency.p50', classes: 'each' },
  { metric: 'throughput', classes: 'all' },
  { metric: 'error-rate', classes: 'all' },
  { metric: 'slow-rate', classes: 'all' },
];

/** For streams of tokens: users see the first token and the pace after it, and the whole latency is mostly the length. */
const gatedForStreams: readonly GatedMetric[] = [
  { metric: 'latency.p50', classes: 'all' },
  { metric: 'latency.p95', classes: 'all' },
  { metric: 'ttft.p50', classes: 'all' },
  // Matched request by request, this is what finds a slowdown of the long prompts in sparse traffic (docs/method.md).
  { metric: 'ttft.p50', classes: 'each' },
  { metric: 'ttft.p95', classes: 'all' },
  { metric: 'tpot.p50', classes: 'all' },
  { metric: 'throughput', classes: 'all' },
  { metric: 'error-rate', classes: 'all' },
];

const falseAlarm = 0.01;

/** `streams`: answers come token by token, which decides what is gated where the user does not say. */
export function planGate(settings: GateSettings = {}, problems: Problems, streams: boolean): GatePlan {
  const tolerance = { ...tolerances, ...byId(settings.tolerance, 'tolerance', problems) };
  const doubled = Object.fromEntries(metricIds.map((id) => [id, tolerance[id] * 2])) as Record<
    MetricId,
    number
  >;
  const detect = { ...doubled, ...byId(settings.detect, 'detect', problems) };
  for (const id of metricIds.filter((id) => detect[id] < tolerance[id])) {
    problems.add(
      'config-invalid',
      { path: ['gate', 'detect'] },
      `\`gate.detect\` of ${id} is ${detect[id]}, below its tolerance of ${tolerance[id]}.`,
      'What must be ruled out can be no smaller than what is tolerated: raise `detect` or lower `tolerance`.',
    );
  }
  return {
    falseAlarm: settings['false-alarm'] ?? falseAlarm,
    tolerance,
    detect,
    metrics: settings.metrics
      ? settings.metrics.map(planMetric)
      : [...(streams ? gatedForStreams : gatedByDefault)],
  };
}

function planMetric(written: string | { metric: string; classes?: 'all' | 'each' | undefined }): GatedMetric {
  if (typeof written === 'string') return { metric: idOf(written), classes: 'all' };
  return { metric: idOf(written.metric), classes: written.classes ?? 'all' };
}

function byId(
  written: Record<string, number | undefined> = {},
  key: 'tolerance' | 'detect',
  problems: Problems,
): Partial<Record<MetricId, number>> {
  const found: Partial<Record<MetricId, number>> = {};
  for (const [name, share] of Object.entries(written)) {
    if (share === undefined) continue;
    const id = idOf(name);
    if (found[id] !== undefined) {
      const at = { path: ['gate', key, name], key: true };
      problems.add('config-invalid', at, `\`gate.${key}\` gives ${id} twice.`, 'Keep one of the two.');
    }
    found[id] = share;
  }
  return found;
}
