import { z } from 'zod';
import type { ExportInput } from '../../model/export.ts';

const number = z.number().nullable();
const text = z.string().nullable();

const metricSchema = z
  .strictObject({
    id: z.string().meta({ description: 'latency.p95, throughput, error-rate, ...' }),
    class: z.string().meta({ description: 'The request class, or `all`.' }),
    result: z.enum(['regressed', 'improved']),
    gated: z.boolean().meta({ description: 'Whether it decides the verdict.' }),
    base: number.meta({ description: 'In milliseconds, requests a second, or as a share of 0 to 1.' }),
    candidate: number,
    effect: number.meta({ description: 'candidate / base - 1; for shares the difference.' }),
    interval: z
      .tuple([z.number(), z.number()])
      .nullable()
      .meta({ description: '95 % interval of the effect.' }),
    tolerance: z.number(),
  })
  .meta({ description: 'One metric that changed.' });

/**
 * What the webhook says: version 1. Fields may be added; none is ever renamed, removed or given another meaning under this
 * name. Published as schema/webhook.schema.json.
 */
export const payloadSchema = z.strictObject({
  type: z.literal('sluice.gate.finished'),
  timestamp: z.iso.datetime().meta({ description: 'When the gate was over.' }),
  data: z.strictObject({
    schema: z.literal('sluice.webhook/1'),
    suite: z.string(),
    profile: z.string(),
    verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid']),
    sentence: z.string().meta({ description: 'The verdict for people.' }),
    accepted: z
      .boolean()
      .meta({ description: 'A `fail` that reviewers took on purpose, which keeps the job green.' }),
    metrics: z.array(metricSchema).meta({ description: 'Those that changed, in the order of the verdict.' }),
    capacity: text.meta({ description: 'What the candidate takes, where a scenario told.' }),
    commit: text,
    branch: text,
    pullRequest: text.meta({ description: 'Number of the pull or merge request.' }),
    repository: text,
    links: z.strictObject({ run: text.meta({ description: 'Page of the job that measured.' }) }),
    sluiceVersion: z.string(),
  }),
});
export type WebhookPayload = z.infer<typeof payloadSchema>;

export const payloadJsonSchema = (): Record<string, unknown> => ({
  title: 'The webhook of Sluice, version 1',
  ...z.toJSONSchema(payloadSchema),
});

export function payloadOf(input: ExportInput, epochMs: number): WebhookPayload {
  const { report, origin, sluiceVersion } = input;
  const { suite, profile, verdict, candidate } = report;
  return {
    type: 'sluice.gate.finished',
    timestamp: new Date(epochMs).toISOString(),
    data: {
      schema: 'sluice.webhook/1',
      suite,
      profile,
      verdict: verdict.verdict,
      sentence: verdict.sentence,
      accepted: verdict.accepted !== undefined,
      metrics: verdict.metrics.flatMap(({ result, ...metric }) => {
        if (result !== 'regressed' && result !== 'improved') return [];
        const { id, class: name, gated, base, candidate, effect, interval, tolerance } = metric;
        return [{ id, class: name, result, gated, base, candidate, effect, interval, tolerance }];
      }),
      capacity: candidate.characteristics?.capacity?.statement ?? null,
      commit: origin.commit ?? null,
      branch: origin.branch ?? null,
      pullRequest: origin.pullRequest ?? null,
      repository: origin.repository ?? null,
      links: { run: origin.runUrl ?? null },
      sluiceVersion,
    },
  };
}
