import { z } from 'zod';
import { metricIds } from '../model/metric.ts';
import { runSchema } from '../model/run.ts';
import { telemetryIds } from '../model/telemetry.ts';
import { block } from './block-schema.ts';
import {
  atLeastZero,
  count,
  errorKind,
  finite,
  most,
  name,
  scenario,
  text,
  texts,
  timing,
} from './schema-parts.ts';
import { shardOriginsSchema, shardSchema } from './shard-schema.ts';

/** What blocks hold of a class of this name would be lost. */
const className = name.refine((text) => text !== '__proto__', 'no class can be called __proto__');

const environment = z.object({
  fingerprint: name,
  cpuModel: text,
  cores: atLeastZero,
  memoryGiB: atLeastZero,
  gpus: texts,
  kernel: text,
  runnerImage: text,
  nodeVersion: text,
});

const cores = z.array(count).max(most.list);

const provenance = z.object({
  sluiceVersion: text,
  measuredAt: z.iso.datetime({ offset: true }),
  commit: text.optional(),
  target: z.object({
    kind: z.enum(['container', 'process', 'url', 'imported']),
    name: text,
    digest: text.optional(),
  }),
  profile: text,
  seed: finite,
  planHash: name,
  workloadHash: name,
  environment,
  isolation: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('pinned'), target: cores, generator: cores }),
      z.object({ kind: z.literal('shared'), reason: text }),
    ])
    .optional(),
  engine: z
    .object({
      kind: z.enum(['k6', 'locust']),
      version: name,
      definitions: z.partialRecord(timing, name).optional(),
    })
    .optional(),
});

const imported = z.object({
  tool: name,
  version: name.optional(),
  format: name,
  definitions: z.partialRecord(timing, name),
  reported: z
    .array(z.object({ id: z.enum(metricIds), value: finite }))
    .max(most.list)
    .optional(),
});

const goodRequests = z.object({ attempted: count, failed: count, medianMs: atLeastZero.nullable() });

const edgeCases = z.object({
  before: goodRequests,
  after: goodRequests.nullable(),
  cases: z
    .array(
      z.object({
        name,
        expect: z.array(z.string().max(20)).max(most.list),
        skipped: text.optional(),
        rounds: z
          .array(
            z.object({
              answers: z.record(z.string().max(100), count),
              before: goodRequests,
              during: z.array(goodRequests).max(most.list),
              valid: z.boolean(),
            }),
          )
          .max(10),
        ended: text.optional(),
        example: text.optional(),
      }),
    )
    .max(most.list),
});

const coldStart = z.object({
  start: count,
  readyMs: atLeastZero,
  firstAnswerMs: atLeastZero.optional(),
  laterMs: atLeastZero.optional(),
  loadMs: atLeastZero.optional(),
  imageBytes: atLeastZero.optional(),
});

const ending = z.object({
  scenario,
  index: count,
  atEpochMs: finite,
  how: text,
  outOfMemory: z.boolean(),
});

const telemetryColumn = z.array(finite.nullable()).max(most.samples);

const telemetry = z
  .object({
    originEpochMs: finite,
    atMs: z.array(finite).max(most.samples),
    series: z.partialRecord(z.enum(telemetryIds), telemetryColumn),
    preset: name.optional(),
  })
  .superRefine(({ atMs, series }, context) => {
    for (const [id, values] of Object.entries(series))
      if (values.length !== atMs.length)
        context.addIssue({
          code: 'custom',
          message: `${values.length} values for ${atMs.length} times`,
          path: ['series', id],
        });
  });

/** Whose run it is: the first lines of the file. */
const head = {
  schema: z.literal(runSchema),
  suite: text,
  arm: z.enum(['base', 'candidate']),
  provenance,
};
export const runHeadSchema = z.object(head);

/** A run as it stands in `run.json`. Unknown fields are dropped, so that a later minor addition stays readable. */
export const runFileSchema = z
  .object({
    ...head,
    classes: z.array(z.object({ name: className, share: atLeastZero.max(1) })).max(most.classes),
    coldStarts: z.array(coldStart).max(most.blocks),
    blocks: z.array(block).max(most.blocks),
    plannedLooks: z.array(z.int().positive()).max(100).optional(),
    errorExamples: z
      .array(z.object({ kind: errorKind, className: text, httpStatus: count, message: text }))
      .max(most.list),
    warnings: texts,
    edgeCases: edgeCases.optional(),
    telemetry: telemetry.optional(),
    rest: z.object({ startedAtEpochMs: finite, durationMs: atLeastZero }).optional(),
    endings: z.array(ending).max(most.list).optional(),
    cutShort: z
      .array(z.object({ scenario, why: text }))
      .max(most.list)
      .optional(),
    failedSettings: z
      .array(z.object({ name, why: text }))
      .max(most.list)
      .optional(),
    imported: imported.optional(),
    shard: shardSchema.optional(),
    shards: shardOriginsSchema.optional(),
  })
  .superRefine((run, context) => {
    const pairedBlocks = new Set<number>();
    run.blocks.forEach(({ requests: kept, scenario: kind, index }, i) => {
      // Each is paired with the block of its index: twice the same would be counted twice.
      if (kind === 'mixed' && pairedBlocks.has(index))
        context.addIssue({
          code: 'custom',
          message: `there is another mixed block of the index ${index}`,
          path: ['blocks', i, 'index'],
        });
      if (kind === 'mixed') pairedBlocks.add(index);
      if (kept?.classIndex.some((index) => index >= run.classes.length))
        context.addIssue({
          code: 'custom',
          message: `a request is of a class beyond the ${run.classes.length} of the run`,
          path: ['blocks', i, 'requests', 'classIndex'],
        });
    });
  });
