import { z } from 'zod';
import { atLeastZero, count, finite, most, name, scenario, text } from './schema-parts.ts';

const number = z.int().min(1).max(most.list);

const clock = z.object({ source: text, offsetMs: finite, uncertaintyMs: atLeastZero });

/** Of a run that is one part of several. */
export const shardSchema = z
  .object({
    index: number,
    of: number,
    startAt: z.iso.datetime(),
    clock,
    timetable: z
      .array(
        z.object({
          arm: z.enum(['base', 'candidate']),
          scenario,
          order: count,
          blocks: number,
          atMs: atLeastZero,
        }),
      )
      .max(most.blocks),
  })
  .refine(({ index, of }) => index <= of, 'the shard is beyond the number of shards');

/** Of a run that was merged. */
export const shardOriginsSchema = z
  .array(z.object({ index: number, clock, fingerprint: name, cpuModel: text }))
  .max(most.list);

/** Of a shard's block. */
export const wholeSchema = z.object({
  measuredFromMs: atLeastZero,
  requests: count.optional(),
  firstRow: count.optional(),
  schedule: name.optional(),
  ratePerSecond: atLeastZero.optional(),
  concurrency: z.int().positive().optional(),
});
