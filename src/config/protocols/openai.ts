import { z } from 'zod';
import type { JsonValue, OpenAiPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { message } from '../problem.ts';
import { planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import type { ProtocolContext } from './definition.ts';
import {
  fieldsIn,
  generationFields,
  guessModel,
  messagesField,
  oneInput,
  planInput,
  planMaxTokens,
  tokenCount,
  twoInputs,
} from './generation.ts';

const common = {
  ...generationFields,
  model: z.string().min(1).optional(),
  'min-tokens': tokenCount.optional(),
  'ignore-eos': z.boolean().optional(),
};

/** As far as both are numbers. */
const inOrder = (written: Record<string, unknown>): boolean =>
  !(Number(written['min-tokens']) > Number(written['max-tokens']));

const outOfOrder = {
  error: () =>
    message('has `min-tokens` above `max-tokens`', 'For a fixed length write the same number twice.'),
};

const chatSchema = closed({ ...common, messages: messagesField })
  .refine(oneInput, twoInputs)
  .refine(inOrder, outOfOrder);

const completionsSchema = closed(common).refine(inOrder, outOfOrder);

const defaultPaths = { 'openai-chat': '/v1/chat/completions', 'openai-completions': '/v1/completions' };

/** What is not said is guessed aloud; only what is said or guessed stands in the request. */
function planOpenAi(
  kind: OpenAiPlan['kind'],
  written: z.output<typeof chatSchema> | z.output<typeof completionsSchema>,
  guesses: string[],
  context: ProtocolContext,
): OpenAiPlan {
  const own = fieldsIn(written.body);
  const asked = planInput(kind === 'openai-chat' ? 'messages' : 'prompt', written, own, guesses, context);
  guessModel(written.model, own, guesses);
  const limits = ['max_tokens', 'max_completion_tokens'];
  return {
    kind,
    path: written.path ?? defaultPaths[kind],
    headers: written.headers ?? {},
    body: present({
      model: written.model,
      ...asked,
      max_tokens: planMaxTokens(written['max-tokens'], own, limits, guesses, context),
      min_tokens: written['min-tokens'],
      temperature: written.temperature,
      ignore_eos: written['ignore-eos'],
      stream: written.stream,
      ...own,
    }) as JsonValue,
    check: planCheck(written.check),
  };
}

const streams = ({ body }: OpenAiPlan): boolean => fieldsIn(body).stream !== false;

export const openAiChat = defineProtocol({
  kind: 'openai-chat',
  schema: chatSchema,
  plan: (written, guesses, context) => planOpenAi('openai-chat', written, guesses, context),
  streams,
});

export const openAiCompletions = defineProtocol({
  kind: 'openai-completions',
  schema: completionsSchema,
  plan: (written, guesses, context) => planOpenAi('openai-completions', written, guesses, context),
  streams,
});
