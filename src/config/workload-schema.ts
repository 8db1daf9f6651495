import { z } from 'zod';
import { allClasses } from '../model/metric.ts';
import type { DatasetLayout } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { edgeCasesSchema } from './edge-cases-schema.ts';
import { audioSchema, filesSchema, imageSchema } from './media-schema.ts';
import { message, quote } from './problem.ts';
import { parseCondition } from './row-condition.ts';
import { sessionsSchema } from './sessions-schema.ts';
import { syntheticSchema, tokenizerSchema } from './synthetic-schema.ts';
import { tokens } from './token-length.ts';

const condition = z.union([z.string(), z.number()]).transform((written, context) => {
  const parsed = parseCondition(written);
  if (parsed) return { ...parsed, text: typeof written === 'string' ? `'${written}'` : String(written) };
  const remedy = "Write '<15', '>60', '>=15', '15-60', a number, or a text that the column must equal.";
  context.addIssue({
    code: 'custom',
    message: message(`is ${quote(written)}, which is no condition`, remedy),
  });
  return z.NEVER;
});

/** A file with one row a request. */
const rowsFile = z.string().regex(/\.(jsonl|ndjson|csv|json|parquet)$/i, {
  error: ({ input }) =>
    message(`is ${quote(input)}`, 'Name a .jsonl, .csv, .json or .parquet file; .ndjson is read as .jsonl.'),
});

const layoutNames = [
  'rows',
  'sharegpt',
  'openai-batch',
  'mooncake',
  'azure-llm',
  'burstgpt',
] as const satisfies DatasetLayout[];

/** How a file's rows get the standard columns. */
export const layout = z.enum(layoutNames, {
  error: ({ input }) => message(`is ${quote(input)}`, `Write one of ${layoutNames.join(', ')}.`),
});

const sample = closed({
  rows: z.number().int().min(1).max(500_000).describe('How many rows to draw, by the seed.'),
  replacement: z
    .boolean()
    .optional()
    .describe('Whether a row may be drawn more than once; false by default.'),
});

const requestClass = closed({
  // Below 0 is found later, because it has an error code of its own.
  weight: z.number().meta({ minimum: 0 }).optional(),
  dataset: rowsFile.optional(),
  rows: z.array(z.record(z.string(), z.json())).min(1).max(10_000).optional(),
  layout: layout.optional().describe('Of the dataset; recognised by its columns where it is not given.'),
  text: z
    .literal('synthetic')
    .optional()
    .describe('Makes a `text` of `input_tokens` tokens for rows of the dataset that have lengths alone.'),
  image: imageSchema.optional(),
  audio: audioSchema.optional(),
  files: filesSchema.optional(),
  synthetic: syntheticSchema.optional().describe('Texts of exact token lengths, made from the seed.'),
  where: z.record(z.string(), condition).optional(),
  sample: sample
    .optional()
    .describe('So many of the rows that fit `where`; all of them where it is not given.'),
});

const className = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u, {
    error: () => message('is no name for a class', 'Use up to 60 letters, digits, spaces, `.`, `_` and `-`.'),
  })
  .refine((name) => name !== allClasses, {
    error: () =>
      message('is taken: it stands for all classes together', 'Choose another name for this class.'),
  });

export const workloadSchema = closed({
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  tokenizer: tokenizerSchema
    .optional()
    .describe(
      'Counts the tokens of synthetic inputs: o200k (the default), server, or the path of a tokenizer.json.',
    ),
  'context-tokens': tokens.optional().describe('What the model takes at most: input and answer together.'),
  classes: z
    .record(className, requestClass)
    .refine((classes) => Object.keys(classes).length >= 1 && Object.keys(classes).length <= mostClasses, {
      error: ({ input }) =>
        message(`has ${Object.keys(input as object).length} classes`, `Declare 1 to ${mostClasses} classes.`),
    })
    .optional(),
  sessions: sessionsSchema
    .optional()
    .describe(
      "Inputs are conversations: sent turn by turn, each with the server's own answers to the turns before.",
    ),
  'edge-cases': edgeCasesSchema
    .optional()
    .describe('Odd and broken requests, sent among good ones after everything else is measured.'),
});

const mostClasses = 200;

export type WorkloadSettings = z.output<typeof workloadSchema>;
