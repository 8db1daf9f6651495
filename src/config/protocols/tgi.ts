import type { JsonValue, ServerApiPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import { fieldsIn, generationFields, planInput, planMaxTokens } from './generation.ts';

export const tgi = defineProtocol({
  kind: 'tgi',
  schema: closed(generationFields),
  plan(written, guesses, context): ServerApiPlan {
    const { parameters, ...own } = fieldsIn(written.body);
    const ownParameters = fieldsIn(parameters);
    const streamed = written.stream ?? true;
    const asked = planInput('inputs', written, own, guesses, context);
    return {
      kind: 'tgi',
      path: written.path ?? (streamed ? '/generate_stream' : '/generate'),
      headers: written.headers ?? {},
      body: {
        ...asked,
        parameters: present({
          max_new_tokens: planMaxTokens(
            written['max-tokens'],
            ownParameters,
            ['max_new_tokens'],
            guesses,
            context,
          ),
          ...planSampling(written.temperature),
          // The counts of tokens.
          details: true,
          ...ownParameters,
        }) as JsonValue,
        ...own,
      },
      streamed,
      check: planCheck(written.check),
    };
  },
  streams: ({ streamed }) => streamed,
});

/** The server refuses a temperature of 0 and says "no sampling" otherwise. */
const planSampling = (temperature: number | undefined): { do_sample?: false; temperature?: number } =>
  temperature === 0 ? { do_sample: false } : present({ temperature });
