import { z } from 'zod';
import { metricIds } from '../model/metric.ts';
import type { BlockRequests, Distribution } from '../model/run.ts';
import { runSchema } from '../model/run.ts';
import { outcomes } from '../model/sample.ts';
import { decodeHistogram } from './histogram.ts';
import { decodeRequests } from './request-columns.ts';

/** More of anything than this was not measured by a gate. */
const most = { blocks: 20_000, classes: 1000, text: 10_000, list: 1000, base64: 200_000 };

const finite = z.number();
const atLeastZero = finite.nonnegative();
const count = z.int().nonnegative();
const text = z.string().max(most.text);
const name = z.string().min(1).max(200);
const texts = z.array(text).max(most.list);

/** In the file a base64 text, in memory a distribution. */
const histogram = z.string().transform((base64, context): Distribution => {
  const decoded = decodeHistogram(base64);
  if (!('fault' in decoded)) return decoded;
  context.addIssue({ code: 'custom', message: `the histogram ${decoded.fault}` });
  return z.NEVER;
});

/** JSON has no number for "never happened": null stands for it. */
const measured = finite.nullable().transform((value) => value ?? Number.NaN);

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
});

const errorKinds = outcomes.filter((outcome) => outcome !== 'ok') as Exclude<
  (typeof outcomes)[number],
  'ok'
>[];
const errorKind = z.enum(errorKinds);
const timing = z.enum(['latency', 'service', 'ttft', 'tpot', 'itl']);

const classBlock = z
  .object({
    attempted: count,
    completed: count,
    errors: z.partialRecord(errorKind, count),
    timings: z.partialRecord(timing, histogram),
    outputTokens: atLeastZero.optional(),
    reasoningTokens: atLeastZero.optional(),
    inputTokens: atLeastZero.optional(),
    cachedTokens: atLeastZero.optional(),
  })
  .superRefine((block, context) => {
    if (block.completed > block.attempted)
      context.addIssue({
        code: 'custom',
        message: 'more requests completed than were attempted',
        path: ['completed'],
      });
    for (const [id, { counts }] of Object.entries(block.timings)) {
      const timed = counts.reduce((sum, value) => sum + value, 0);
      // An answer has one time of each kind, but as many gaps as it likes.
      if (id !== 'itl' && timed > block.completed)
        context.addIssue({
          code: 'custom',
          message: `the histogram holds ${timed} requests, but ${block.completed} completed`,
          path: ['timings', id],
        });
    }
  });

const column = z.string().max(most.base64);

/** In the file columns of base64, in memory lists. */
const requests = z
  .object({
    schedule: name,
    classIndex: column,
    latency: column,
    ttft: column.optional(),
    tpot: column.optional(),
  })
  .transform((columns, context): BlockRequests => {
    const decoded = decodeRequests(columns);
    if (!('fault' in decoded)) return decoded;
    context.addIssue({ code: 'custom', message: `the single requests ${decoded.fault}` });
    return z.NEVER;
  });

const spread = z.object({ p50: measured, p99: measured, max: measured });

const share = finite.min(0).max(1).nullable();

const runner = z.object({
  watchedMs: atLeastZero,
  busyShare: share,
  stealShare: share,
  throttledShare: share,
  standstillMs: atLeastZero,
});

const block = z.object({
  scenario: z.enum(['single', 'ramp', 'mixed', 'closed']),
  index: count,
  order: count,
  start: count,
  startedAtEpochMs: finite,
  durationMs: atLeastZero,
  ratePerSecond: atLeastZero.optional(),
  validity: z.discriminatedUnion('valid', [
    z.object({ valid: z.literal(true) }),
    z.object({ valid: z.literal(false), reason: text, cause: z.literal('runner').optional() }),
  ]),
  health: z
    .object({
      sendLagMs: spread,
      achievedRate: measured,
      eventLoopDelayMs: spread,
      cpuShare: measured,
      lateRequests: count.optional(),
      droppedRequests: count.optional(),
      gcPauseMs: z.object({ total: measured, max: measured }).optional(),
      httpVersion: z.enum(['1.1', '2']).optional(),
      connectionsOpened: count.optional(),
      tlsSessionsResumed: count.optional(),
      keptConnectionsLost: count.optional(),
      localFaults: count.optional(),
    })
    .optional(),
  runner: runner.optional(),
  cpuLimit: z
    .object({ cores: finite.positive().nullable(), periods: count, throttledPeriods: count })
    .optional(),
  prefixCache: z.object({ queries: atLeastZero, hits: atLeastZero }).optional(),
  classes: z.record(name, classBlock),
  requests: requests.optional(),
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

/** A run as it stands in `run.json`. Unknown fields are dropped, so that a later minor addition stays readable. */
export const runFileSchema = z
  .object({
    schema: z.literal(runSchema),
    suite: text,
    arm: z.enum(['base', 'candidate']),
    provenance,
    classes: z.array(z.object({ name, share: atLeastZero.max(1) })).max(most.classes),
    coldStarts: z.array(z.object({ start: count, readyMs: atLeastZero })).max(most.blocks),
    blocks: z.array(block).max(most.blocks),
    plannedLooks: z.array(z.int().positive()).max(100).optional(),
    errorExamples: z
      .array(z.object({ kind: errorKind, className: text, httpStatus: count, message: text }))
      .max(most.list),
    warnings: texts,
    edgeCases: edgeCases.optional(),
    imported: imported.optional(),
  })
  .superRefine((run, context) => {
    run.blocks.forEach(({ requests: kept }, i) => {
      if (kept?.classIndex.some((index) => index >= run.classes.length))
        context.addIssue({
          code: 'custom',
          message: `a request is of a class beyond the ${run.classes.length} of the run`,
          path: ['blocks', i, 'requests', 'classIndex'],
        });
    });
  });
