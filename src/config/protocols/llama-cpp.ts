import { z } from 'zod';
import type { JsonValue, ServerApiPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import { fieldsIn, generationFields, planInput, planMaxTokens } from './generation.ts';

const schema = closed({
  ...generationFields,
  model: z.string().min(1).optional(),
  'ignore-eos': z.boolean().optional(),
});

export const llamaCpp = defineProtocol({
  kind: 'llama.cpp',
  schema,
  plan(written, guesses, context): ServerApiPlan {
    const own = fieldsIn(written.body);
    const body = {
      model: written.model,
      ...planInput('prompt', written, own, guesses, context),
      n_predict: planMaxTokens(written['max-tokens'], own, ['n_predict', 'max_tokens'], guesses, context),
      temperature: written.temperature,
      ignore_eos: written['ignore-eos'],
      stream: written.stream ?? true,
      ...own,
    };
    return {
      kind: 'llama.cpp',
      path: written.path ?? '/completion',
      headers: written.headers ?? {},
      body: present(body) as JsonValue,
      streamed: body.stream !== false,
      check: planCheck(written.check),
    };
  },
  streams: ({ streamed }) => streamed,
});
