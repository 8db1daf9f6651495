import { z } from 'zod';
import type { JsonValue, ServerApiPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import { fieldsIn, generationFields, planInput, planMaxTokens } from './generation.ts';

/** As the samples of TensorRT-LLM's backend name what a client speaks to. */
const guessedModel = 'ensemble';

export const tritonGenerate = defineProtocol({
  kind: 'triton-generate',
  schema: closed({ ...generationFields, model: z.string().min(1).optional() }),
  plan(written, guesses, context): ServerApiPlan {
    const own = fieldsIn(written.body);
    const streamed = written.stream ?? true;
    if (written.model === undefined && written.path === undefined) {
      guesses.push(`model: ${guessedModel}, because none is named`);
    }
    const model = encodeURIComponent(written.model ?? guessedModel);
    const asked = planInput('text_input', written, own, guesses, context);
    const ownLimits = { ...own, ...fieldsIn(own.parameters) };
    return {
      kind: 'triton-generate',
      path: written.path ?? `/v2/models/${model}/${streamed ? 'generate_stream' : 'generate'}`,
      headers: written.headers ?? {},
      // Beside the text and not under `parameters`: what the model has no input for becomes a parameter by itself.
      body: present({
        ...asked,
        max_tokens: planMaxTokens(written['max-tokens'], ownLimits, ['max_tokens'], guesses, context),
        temperature: written.temperature,
        stream: streamed,
        ...own,
      }) as JsonValue,
      streamed,
      check: planCheck(written.check),
    };
  },
  streams: ({ streamed }) => streamed,
  ready: () => ({ path: '/v2/health/ready' }),
});
