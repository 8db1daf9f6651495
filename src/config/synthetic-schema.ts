import { z } from 'zod';
import { closed } from './closed-object.ts';
import { message, quote } from './problem.ts';
import { inputLength, tokenLength, tokens } from './token-length.ts';

/** More inputs than a gate sends requests. */
const mostInputs = 100_000;

const groups = z
  .number()
  .int()
  .min(1)
  .max(10_000)
  .optional()
  .describe('How many different prefixes; 1 by default.');

const sharedPrefix = closed({
  share: z.number().gt(0).lt(1).optional().describe('Of each input, from its first token on: 0.3.'),
  tokens: tokens.optional().describe('So many tokens, whatever the length of the input.'),
  groups,
}).refine(({ share, tokens: length }) => (share === undefined) !== (length === undefined), {
  error: ({ input }) =>
    message(`is ${quote(input)}`, 'Write `{ share: 0.3 }` or `{ tokens: 512 }`, with or without `groups`.'),
});

/** A class whose inputs are made from the seed, of so many tokens. */
export const syntheticSchema = closed({
  'input-tokens': inputLength.describe(
    'Length of the inputs: a number, a range, a distribution, or `maximum` for all that the context holds.',
  ),
  'output-tokens': tokenLength.optional().describe('Length that is asked of the answers.'),
  count: z
    .number()
    .int()
    .min(1)
    .max(mostInputs)
    .optional()
    .describe('How many distinct inputs; 1000 by default, fewer of long ones.'),
  'shared-prefix': sharedPrefix
    .optional()
    .describe('What inputs have in common at their start, as a system prompt.'),
});

export type SyntheticSettings = z.output<typeof syntheticSchema>;

const tokenizerRemedy =
  "Write `o200k`, `server` to ask the candidate, or the path of the model's tokenizer.json in the repository.";

export const tokenizerSchema = z.string().regex(/^o200k$|^server$|\.json$/, {
  error: ({ input }) => message(`is ${quote(input)}, which is no tokenizer`, tokenizerRemedy),
});
