import { z } from 'zod';
import type { JsonValue, ServerApiPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { message } from '../problem.ts';
import { planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import {
  fieldsIn,
  generationFields,
  guessModel,
  messagesField,
  oneInput,
  planInput,
  planMaxTokens,
  twoInputs,
} from './generation.ts';

const schema = closed({
  ...generationFields,
  api: z.enum(['chat', 'generate']).optional(),
  model: z.string().min(1).optional(),
  messages: messagesField,
})
  .refine(oneInput, twoInputs)
  .refine(({ api, messages }) => api !== 'generate' || messages === undefined, {
    error: () =>
      message('has `messages`, which `api: generate` does not take', 'Write `prompt`, or `api: chat`.'),
  });

export const ollama = defineProtocol({
  kind: 'ollama',
  schema,
  plan(written, guesses, context): ServerApiPlan {
    const api = written.api ?? 'chat';
    const { options, ...own } = fieldsIn(written.body);
    const ownOptions = fieldsIn(options);
    const asked = planInput(api === 'chat' ? 'messages' : 'prompt', written, own, guesses, context);
    guessModel(written.model, own, guesses);
    const body = {
      model: written.model,
      ...asked,
      stream: written.stream ?? true,
      options: present({
        num_predict: planMaxTokens(written['max-tokens'], ownOptions, ['num_predict'], guesses, context),
        temperature: written.temperature,
        ...ownOptions,
      }),
      ...own,
    };
    return {
      kind: 'ollama',
      path: written.path ?? `/api/${api}`,
      headers: written.headers ?? {},
      body: present(body) as JsonValue,
      streamed: body.stream !== false,
      check: planCheck(written.check),
    };
  },
  streams: ({ streamed }) => streamed,
  ready: () => ({ path: '/api/version' }),
});
