import { z } from 'zod';
import { metricIds, type MetricId } from '../model/metric.ts';
import { baselineSchema } from './baseline-file.ts';

/**
 * The stored form. Smaller than the run statistics it holds, since hundreds of them are kept and reviewed as text:
 * what all runs share stands in the head once, and a metric is one row of numbers.
 */
export const columns = ['logMean', 'value', 'units', 'requests'] as const;

const text = z.string().max(2000);
const hash = z.string().min(1).max(200);
/** Far beyond anything that is measured, and near enough for sums and exponentials of it to stay finite. */
const most = { value: 1e12, logarithm: 50 };
const count = z.int().nonnegative().max(most.value);
const measured = z.number().nonnegative().max(most.value);
const logarithm = z.number().min(-most.logarithm).max(most.logarithm);

export const environmentSchema = z.strictObject({
  fingerprint: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/),
  cpuModel: text,
  cores: measured,
  memoryGiB: measured,
  gpus: z.array(text),
  kernel: text,
  runnerImage: text,
  nodeVersion: text,
});

/** [logMean, value, units, requests]. */
const rowSchema = z.tuple([logarithm.nullable(), measured, count, count]);

const rowsByMetric = Object.fromEntries(metricIds.map((id) => [id, rowSchema.optional()])) as Record<
  MetricId,
  z.ZodOptional<typeof rowSchema>
>;
const classSchema = z.strictObject({
  class: z.string().min(1).max(200),
  /** On average, an answer. */
  outputTokens: measured.optional(),
  ...rowsByMetric,
});
export type ClassDocument = z.infer<typeof classSchema>;

/** A tag as git allows it, roughly: nothing blank, nothing that acts instead of being seen. */
export const releaseSchema = z.string().regex(/^[^\s\p{Cc}]{1,200}$/u);

const acceptedSchema = z.strictObject({
  pullRequest: z.int().positive(),
  by: z.string().min(1).max(100),
  why: z.string().max(500),
  acceptedAt: z.iso.datetime(),
});

export const runSchema = z.strictObject({
  run: count,
  measuredAt: z.iso.datetime(),
  release: releaseSchema.optional(),
  accepted: acceptedSchema.optional(),
  commit: text.optional(),
  target: z.strictObject({
    kind: z.enum(['container', 'process', 'url', 'imported']),
    name: text,
    digest: text.optional(),
  }),
  profile: text,
  seed: z.number(),
  planHash: hash,
  workloadHash: hash,
  sluiceVersion: text,
  prefixHitRate: z.number().min(0).max(1).optional(),
  /** The class is a value and not a key: a user may call a class anything, `__proto__` too. */
  metrics: z.array(classSchema).max(1000),
});
export type RunDocument = z.infer<typeof runSchema>;

export const documentSchema = z.strictObject({
  schema: z.literal(baselineSchema),
  suite: z.string().min(1).max(200),
  environment: environmentSchema,
  columns: z.tuple(columns.map((name) => z.literal(name)) as [z.ZodLiteral, ...z.ZodLiteral[]]),
  runs: z.array(runSchema).max(5000),
});
export type BaselineDocument = z.infer<typeof documentSchema>;
