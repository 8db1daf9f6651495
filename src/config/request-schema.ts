import { z } from 'zod';
import type { JsonValue, ResponseCheck } from '../model/protocol.ts';
import { closed } from './closed-object.ts';
import { present } from './present.ts';
import { message, quote } from './problem.ts';

const status = z.number().int().min(100).max(599);

const checks = {
  status: z.union([status.transform((code) => [code]), z.array(status).min(1)]).optional(),
  'json-path': z
    .union([z.string().min(1), closed({ path: z.string().min(1), equals: z.json().optional() })])
    .optional(),
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
  schema: z
    .union([z.string().min(1), z.record(z.string(), z.json())])
    .optional()
    .describe('JSON Schema that the answer must fit, or a file that holds one.'),
};

/** Which answers are a success. */
export const checkSchema = closed(checks);

/** The same for protocols whose answers are completions, of which tokens are counted. */
export const completionCheckSchema = closed({
  ...checks,
  'min-output-tokens': z.number().int().min(1).max(1_000_000).optional(),
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

export function planCheck(
  written: z.output<typeof checkSchema> | z.output<typeof completionCheckSchema> | undefined,
): ResponseCheck {
  const { status, matches, schema, 'json-path': place } = written ?? {};
  const { path, equals } = typeof place === 'string' ? { path: place } : (place ?? {});
  return present({
    status,
    jsonPath: path,
    jsonEquals: equals as JsonValue | undefined,
    matches,
    schema: typeof schema === 'string' ? undefined : (schema as JsonValue | undefined),
    schemaFile: typeof schema === 'string' ? schema : undefined,
    minOutputTokens: written && 'min-output-tokens' in written ? written['min-output-tokens'] : undefined,
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
