import { z } from 'zod';
import type { ResponseCheck } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { present } from './present.ts';
import { message, quote } from './problem.ts';

const status = z.number().int().min(100).max(599);

/** Which answers are a success. */
export const checkSchema = closed({
  status: z.union([status.transform((code) => [code]), z.array(status).min(1)]).optional(),
  'json-path': z.string().min(1).optional(),
  matches: z
    .string()
    .refine(isRegularExpression, {
      error: ({ input }) =>
        message(
          `is ${quote(input)}, which is no regular expression`,
          'Correct it, or quote it in single quotes.',
        ),
    })
    .optional(),
});

export const headersSchema = z.record(
  z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, {
    error: () => message('is no name of a header', 'Use letters, digits and `-`.'),
  }),
  z
    .union([z.string(), z.number(), z.boolean()])
    .transform(String)
    .pipe(
      z.string().regex(/^[^\r\n\0]*$/, {
        error: () => message('is not valid (its value is not shown)', 'Write it on one line.'),
      }),
    ),
);

export function planCheck(written: z.output<typeof checkSchema> | undefined): ResponseCheck {
  return present({
    status: written?.status,
    jsonPath: written?.['json-path'],
    matches: written?.matches,
  });
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
