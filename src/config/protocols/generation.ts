import { z } from 'zod';
import type { JsonValue } from '../../model/protocol.ts';
import { message, quote } from '../problem.ts';
import { checkSchema, completionCheckSchema, headersSchema } from '../request-schema.ts';
import { httpPath } from '../http-address.ts';
import type { ProtocolContext } from './definition.ts';
import { defaultPrompt, guessMaxTokens } from './input-defaults.ts';

/** A number, or the column that holds it. */
export const tokenCount = z.union([
  z.number().int().min(1),
  z.string().regex(/^\{\{[^{}]+\}\}$/, {
    error: ({ input }) => message(`is ${quote(input)}`, "Write a whole number, or a column: `'{{column}}'`."),
  }),
]);

/** What every protocol takes that is a POST of JSON. */
export const requestFields = {
  path: httpPath.optional(),
  headers: headersSchema.optional(),
  /** Further fields of the request, as the server names them; they win over those that Sluice writes. */
  body: z.record(z.string().min(1), z.json()).optional(),
  check: checkSchema.optional(),
};

/** What every protocol takes that generates text. */
export const generationFields = {
  ...requestFields,
  prompt: z.string().min(1).optional(),
  'max-tokens': tokenCount.optional(),
  temperature: z.number().min(0).optional(),
  stream: z.boolean().optional(),
  check: completionCheckSchema.optional(),
};

export const messagesField = z
  .array(z.object({ role: z.string().min(1) }).catchall(z.json()))
  .min(1)
  .optional();

interface Input {
  prompt?: string | undefined;
  messages?: unknown;
}

export const oneInput = (written: Input): boolean =>
  written.prompt === undefined || written.messages === undefined;

export const twoInputs = {
  error: () =>
    message('has both `prompt` and `messages`', 'Keep one of the two: `prompt` is one message of the user.'),
};

export type Fields = Record<string, JsonValue>;

/** The fields of an object among the user's own; none where it is no object. */
export function fieldsIn(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The prompt or the messages of a request, whichever of them `field` names; nothing where the user's own fields hold it. */
export function planInput(
  field: 'messages' | 'prompt' | 'inputs' | 'text_input',
  written: Input,
  own: Fields,
  guesses: string[],
  context: ProtocolContext,
): Fields {
  if (own[field] !== undefined) return {};
  if (written.messages !== undefined) return { messages: written.messages as JsonValue };
  if (context.sessions && written.prompt === undefined) {
    const column = field === 'messages' ? '{{messages}}' : '{{history}}';
    guesses.push(`${field}: '${column}', the conversation so far, because none is given`);
    return { [field]: column };
  }
  const prompt = written.prompt ?? defaultPrompt(context);
  if (written.prompt === undefined) guesses.push(`prompt: '${prompt}', because none is given`);
  return field === 'messages' ? { messages: [{ role: 'user', content: prompt }] } : { [field]: prompt };
}

/** The bound of the output; undefined where the user's own fields hold it under one of these names. */
export function planMaxTokens(
  written: number | string | undefined,
  own: Fields,
  names: readonly string[],
  guesses: string[],
  context: ProtocolContext,
): number | string | undefined {
  if (written !== undefined || names.some((name) => own[name] !== undefined)) return written;
  return guessMaxTokens(context, guesses);
}

/** A server that serves several models cannot do without. */
export function guessModel(written: string | undefined, own: Fields, guesses: string[]): void {
  if (written === undefined && own.model === undefined) {
    guesses.push('model: left out of the request, because none is named');
  }
}
