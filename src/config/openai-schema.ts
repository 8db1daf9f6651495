import { z } from 'zod';
import type { JsonValue, OpenAiPlan, ProtocolPlan } from '../model/plan.ts';
import { closed } from './closed-object.ts';
import { present } from './present.ts';
import { message, quote } from './problem.ts';
import { checkSchema, headersSchema, planCheck } from './request-schema.ts';
import { httpPath } from './target-schema.ts';

/** A number, or the column that holds it. */
const maxTokens = z.union([
  z.number().int().min(1),
  z.string().regex(/^\{\{[^{}]+\}\}$/, {
    error: ({ input }) => message(`is ${quote(input)}`, "Write a whole number, or a column: `'{{column}}'`."),
  }),
]);

const common = {
  path: httpPath.optional(),
  headers: headersSchema.optional(),
  model: z.string().min(1).optional(),
  prompt: z.string().min(1).optional(),
  'max-tokens': maxTokens.optional(),
  temperature: z.number().min(0).optional(),
  'ignore-eos': z.boolean().optional(),
  stream: z.boolean().optional(),
  /** Further fields of the request, as the server names them; they win over those that Sluice writes. */
  body: z.record(z.string().min(1), z.json()).optional(),
  check: checkSchema.optional(),
};

const oneOfBoth = (settings: { prompt?: unknown; messages?: unknown }): boolean =>
  settings.prompt === undefined || settings.messages === undefined;

export const openAiChat = closed({
  ...common,
  messages: z
    .array(z.object({ role: z.string().min(1) }).catchall(z.json()))
    .min(1)
    .optional(),
}).refine(oneOfBoth, {
  error: () =>
    message('has both `prompt` and `messages`', 'Keep one of the two: `prompt` is one message of the user.'),
});

export const openAiCompletions = closed(common);

const defaultPaths = { 'openai-chat': '/v1/chat/completions', 'openai-completions': '/v1/completions' };

/** Without a bound the first run would measure whatever length the model likes. */
const guessedMaxTokens = 128;

/** What is not said is guessed aloud; only what is said or guessed stands in the request. */
export function planOpenAi(
  kind: OpenAiPlan['kind'],
  written: z.output<typeof openAiChat> | z.output<typeof openAiCompletions>,
  guesses: string[],
): OpenAiPlan {
  const own = (written.body ?? {}) as Record<string, JsonValue>;
  const asked = planInput(kind, written, own, guesses);
  if (written.model === undefined && own.model === undefined) {
    guesses.push('model: left out of the request, because none is named');
  }
  const limits = ['max_tokens', 'max_completion_tokens'];
  const bounded = written['max-tokens'] !== undefined || limits.some((name) => own[name] !== undefined);
  if (!bounded) guesses.push(`max-tokens: ${guessedMaxTokens}, because none is given`);
  return {
    kind,
    path: written.path ?? defaultPaths[kind],
    headers: written.headers ?? {},
    body: present({
      model: written.model,
      ...asked,
      max_tokens: written['max-tokens'] ?? (bounded ? undefined : guessedMaxTokens),
      temperature: written.temperature,
      ignore_eos: written['ignore-eos'],
      stream: written.stream,
      ...own,
    }) as JsonValue,
    check: planCheck(written.check),
  };
}

function planInput(
  kind: OpenAiPlan['kind'],
  written: { prompt?: string | undefined; messages?: unknown },
  own: Record<string, JsonValue>,
  guesses: string[],
): Record<string, JsonValue> {
  const field = kind === 'openai-chat' ? 'messages' : 'prompt';
  if (own[field] !== undefined) return {};
  if (written.messages !== undefined) return { messages: written.messages as JsonValue };
  if (written.prompt === undefined) guesses.push("prompt: '{{text}}', because none is given");
  const prompt = written.prompt ?? '{{text}}';
  return kind === 'openai-chat' ? { messages: [{ role: 'user', content: prompt }] } : { prompt };
}

/** Whether answers come token by token, so that there is a time to the first one. */
export function streams(protocol: ProtocolPlan): boolean {
  if (protocol.kind === 'http-json') return false;
  const { body } = protocol;
  return body === null || typeof body !== 'object' || Array.isArray(body) || body.stream !== false;
}
