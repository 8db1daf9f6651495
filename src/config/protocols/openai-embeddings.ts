import { z } from 'zod';
import type { JsonValue, ServerApiPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import { fieldsIn, guessModel, requestFields } from './generation.ts';
import { defaultPrompt } from './input-defaults.ts';

const schema = closed({
  ...requestFields,
  model: z.string().min(1).optional(),
  /** A text, a batch of texts, or a column of either. */
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
});

export const openAiEmbeddings = defineProtocol({
  kind: 'openai-embeddings',
  schema,
  plan(written, guesses, context): ServerApiPlan {
    const own = fieldsIn(written.body);
    const text = defaultPrompt(context);
    if (written.input === undefined && own.input === undefined) {
      guesses.push(`input: '${text}', because none is given`);
    }
    guessModel(written.model, own, guesses);
    return {
      kind: 'openai-embeddings',
      path: written.path ?? '/v1/embeddings',
      headers: written.headers ?? {},
      body: present({ model: written.model, input: written.input ?? text, ...own }) as JsonValue,
      streamed: false,
      check: planCheck(written.check),
    };
  },
});
