import { z } from 'zod';
import type { HttpJsonPlan, JsonValue, ProtocolPlan } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { present } from './present.ts';
import { openAiChat, openAiCompletions, planOpenAi } from './openai-schema.ts';
import { message } from './problem.ts';
import { checkSchema, headersSchema, planCheck } from './request-schema.ts';
import { httpPath } from './target-schema.ts';

const httpJson = closed({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH']).optional(),
  path: httpPath.optional(),
  headers: headersSchema.optional(),
  body: z.json().optional(),
  check: checkSchema.optional(),
});

const kinds = ['http-json', 'openai-chat', 'openai-completions'] as const;

/** The name alone, or the name with its settings. */
export const protocolSchema = z.union([
  closed({
    'http-json': httpJson.optional(),
    'openai-chat': openAiChat.optional(),
    'openai-completions': openAiCompletions.optional(),
  })
    .refine((named) => kinds.filter((kind) => named[kind] !== undefined).length === 1, {
      error: () => message('does not name one protocol', `Write one of ${kinds.join(', ')}.`),
    })
    .meta({ minProperties: 1, maxProperties: 1 }),
  z.enum(kinds),
]);

export type ProtocolSettings = z.output<typeof protocolSchema>;

/** `http-json` where nothing is said: POST / with the dataset's `text` column. */
export function planProtocol(settings: ProtocolSettings | undefined, guesses: string[]): ProtocolPlan {
  const named = typeof settings === 'string' ? { [settings]: {} } : (settings ?? {});
  if (named['openai-chat']) return planOpenAi('openai-chat', named['openai-chat'], guesses);
  if (named['openai-completions']) {
    return planOpenAi('openai-completions', named['openai-completions'], guesses);
  }
  if (settings === undefined) guesses.push('protocol: http-json, because none is named');
  return planHttpJson(named['http-json'] ?? {}, guesses);
}

function planHttpJson(written: z.output<typeof httpJson>, guesses: string[]): ProtocolPlan {
  const method = written.method ?? 'POST';
  if (written.path === undefined) guesses.push('request path: /, because none is named');
  return {
    kind: 'http-json',
    method,
    path: written.path ?? '/',
    headers: written.headers ?? {},
    ...present({ body: planBody(method, written.body as JsonValue | undefined, guesses) }),
    check: planCheck(written.check),
  };
}

function planBody(
  method: HttpJsonPlan['method'],
  body: JsonValue | undefined,
  guesses: string[],
): JsonValue | undefined {
  if (body !== undefined || method === 'GET') return body;
  guesses.push('request body: {"text": "{{text}}"}, because none is given');
  return { text: '{{text}}' };
}
