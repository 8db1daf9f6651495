import { z } from 'zod';
import type { JsonValue, ServedJsonPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { message } from '../problem.ts';
import { checkSchema, headersSchema, planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import { defaultPrompt } from './input-defaults.ts';

const schema = closed({
  model: z.string().min(1),
  version: z
    .union([z.string().min(1), z.number()])
    .transform(String)
    .optional(),
  'signature-name': z.string().min(1).optional(),
  instances: z.union([z.string().min(1), z.array(z.json()).min(1)]).optional(),
  inputs: z.json().optional(),
  headers: headersSchema.optional(),
  check: checkSchema.optional(),
}).refine(({ instances, inputs }) => instances === undefined || inputs === undefined, {
  error: () =>
    message(
      'has both `instances` and `inputs`',
      'Keep one of the two: `instances` by rows, `inputs` by columns.',
    ),
});

const modelPath = ({ model, version }: { model?: string; version?: string | undefined }): string =>
  `/v1/models/${encodeURIComponent(model ?? '')}${version === undefined ? '' : `/versions/${encodeURIComponent(version)}`}`;

export const tensorFlowServing = defineProtocol({
  kind: 'tf-serving',
  schema,
  plan(written, guesses, context): ServedJsonPlan {
    const { inputs, headers, check } = written;
    return {
      kind: 'tf-serving',
      path: `${modelPath(written)}:predict`,
      headers: headers ?? {},
      body: present({
        signature_name: written['signature-name'],
        inputs,
        instances: inputs === undefined ? (written.instances ?? guessInstances()) : undefined,
      }) as JsonValue,
      // By rows the server answers with predictions, by columns with outputs.
      check: check ? planCheck(check) : { jsonPath: inputs === undefined ? 'predictions' : 'outputs' },
    };

    function guessInstances(): JsonValue {
      const prompt = defaultPrompt(context);
      guesses.push(`instances: ['${prompt}'], because none are given`);
      return [prompt];
    }
  },
  // A model that is still being loaded is told of by 200, too.
  ready: (written) => ({ path: modelPath(written), contains: '"AVAILABLE"' }),
});
