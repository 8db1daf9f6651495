import { z } from 'zod';
import { metricIds } from '../model/metric.ts';
import type { Verdict } from '../model/verdict.ts';

/** More of anything than this no gate writes. */
const most = { metrics: 2000, looks: 1000, list: 1000, text: 10_000 };

const finite = z.number();
const count = z.int().nonnegative();
const text = z.string().max(most.text);
const measured = finite.nullable();
const metricId = z.enum(metricIds);

const metric = z.object({
  id: metricId,
  class: z.string().min(1).max(200),
  result: z.enum(['regressed', 'improved', 'unchanged', 'inconclusive', 'incomparable', 'insufficient']),
  gated: z.boolean(),
  base: measured,
  candidate: measured,
  effect: measured,
  interval: z.tuple([finite, finite]).nullable(),
  tolerance: finite.nonnegative(),
  mde: measured,
  pAdjusted: finite.min(0).max(1).nullable(),
  units: count,
  estimator: z.enum(['matched-requests', 'block-quantiles']).exactOptional(),
  reason: text,
});

/**
 * A verdict as it stands in `result.json`. What a schema of this version does not name is dropped, so that a later addition
 * stays readable. Acceptance is not named on purpose: who accepts a regression is asked of the platform, never of a file.
 */
export const verdictSchema: z.ZodType<Verdict> = z.object({
  schema: z.literal('sluice.verdict/1'),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid']),
  mode: z.enum(['paired', 'baseline', 'slo']),
  sentence: text.min(1),
  looks: z
    .array(
      z.object({
        pairs: count,
        alpha: finite.min(0).max(1),
        decision: z.enum(['fail', 'pass', 'continue', 'end']),
      }),
    )
    .max(most.looks),
  plannedLooks: count,
  pairsUsed: count,
  metrics: z.array(metric).max(most.metrics),
  slo: z
    .array(
      z.object({
        id: metricId,
        limit: finite,
        value: measured,
        met: z.boolean(),
        // Verdicts of earlier versions do not tell.
        interval: z.tuple([finite, finite]).nullable().default(null),
        certain: z.boolean().default(false),
      }),
    )
    .max(most.list),
  reasons: z.array(z.object({ code: z.string().max(200), message: text })).max(most.list),
  warnings: z.array(text).max(most.list),
  drift: z
    .array(
      z.object({
        id: metricId,
        class: z.string().min(1).max(200),
        release: z.string().max(200),
        effect: finite,
        interval: z.tuple([finite, finite]),
        beyond: z.boolean(),
      }),
    )
    .max(most.metrics)
    .exactOptional(),
  edgeCases: z
    .array(
      z.object({
        case: z.string().max(200).nullable(),
        kind: z.enum([
          'target-ended',
          'no-answer',
          'connection-lost',
          'good-requests-failed',
          'good-requests-slowed',
          'lasting-harm',
          'unexpected-answer',
        ]),
        inBase: z.boolean().nullable(),
        gated: z.boolean(),
        message: text,
      }),
    )
    .max(most.list)
    .exactOptional(),
});
