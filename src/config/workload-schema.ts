import { z } from 'zod';
import { allClasses } from '../model/metric.ts';
import { closed } from './closed-object.ts';
import { message, quote } from './problem.ts';
import { parseCondition } from './row-condition.ts';

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
export const rowsFile = z.string().regex(/\.(jsonl|ndjson|csv)$/i, {
  error: ({ input }) => message(`is ${quote(input)}`, 'Name a .jsonl or a .csv file.'),
});

const requestClass = closed({
  // Below 0 is found later, because it has an error code of its own.
  weight: z.number().meta({ minimum: 0 }).optional(),
  dataset: rowsFile.optional(),
  rows: z.array(z.record(z.string(), z.json())).min(1).max(10_000).optional(),
  where: z.record(z.string(), condition).optional(),
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
  classes: z
    .record(className, requestClass)
    .refine((classes) => Object.keys(classes).length >= 1 && Object.keys(classes).length <= mostClasses, {
      error: ({ input }) =>
        message(`has ${Object.keys(input as object).length} classes`, `Declare 1 to ${mostClasses} classes.`),
    })
    .optional(),
});

const mostClasses = 200;

export type WorkloadSettings = z.output<typeof workloadSchema>;
