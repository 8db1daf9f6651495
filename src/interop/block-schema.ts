import { z } from 'zod';
import type { BlockRequests, Distribution } from '../model/run.ts';
import { decodeHistogram } from './histogram.ts';
import { decodeRequests } from './request-columns.ts';
import { atLeastZero, count, errorKind, finite, most, name, scenario, text, timing } from './schema-parts.ts';
import { wholeSchema } from './shard-schema.ts';

/** In the file a base64 text, in memory a distribution. */
const histogram = z.string().transform((base64, context): Distribution => {
  const decoded = decodeHistogram(base64);
  if (!('fault' in decoded)) return decoded;
  context.addIssue({ code: 'custom', message: `the histogram ${decoded.fault}` });
  return z.NEVER;
});

/** JSON has no number for "never happened": null stands for it. */
const measured = finite.nullable().transform((value) => value ?? Number.NaN);

const classBlock = z
  .object({
    attempted: count,
    completed: count,
    good: count.optional(),
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
    const failed = Object.values(block.errors).reduce((sum, errors) => sum + errors, 0);
    if (block.completed + failed !== block.attempted)
      context.addIssue({
        code: 'custom',
        message: `${block.completed} requests completed and ${failed} failed, which is not the number that were attempted`,
        path: ['attempted'],
      });
    if (block.good !== undefined && block.good > block.completed)
      context.addIssue({ code: 'custom', message: 'more requests were good than completed', path: ['good'] });
  });

const column = z.string().max(most.base64);

/** In the file columns of base64, in memory lists. */
const requests = z
  .object({
    schedule: name,
    classIndex: column,
    latency: column,
    due: column.optional(),
    failed: column.optional(),
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

/** A block as it stands in `run.json`. */
export const block = z.object({
  scenario,
  index: count,
  order: count,
  start: count,
  startedAtEpochMs: finite,
  durationMs: atLeastZero,
  leadInMs: atLeastZero.optional(),
  ratePerSecond: atLeastZero.optional(),
  concurrency: z.int().positive().optional(),
  variant: name.optional(),
  phase: z.enum(['before', 'during', 'after']).optional(),
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
      busiestWorkerShare: measured.optional(),
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
  whole: wholeSchema.optional(),
});
