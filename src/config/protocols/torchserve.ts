import { z } from 'zod';
import type { JsonValue, ServedJsonPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { checkSchema, headersSchema, planCheck } from '../request-schema.ts';
import { defineProtocol } from './definition.ts';
import { defaultPrompt } from './input-defaults.ts';

export const torchServe = defineProtocol({
  kind: 'torchserve',
  schema: closed({
    model: z.string().min(1),
    version: z
      .union([z.string().min(1), z.number()])
      .transform(String)
      .optional(),
    headers: headersSchema.optional(),
    body: z.json().optional(),
    check: checkSchema.optional(),
  }),
  plan({ model, version, headers, body, check }, guesses, context): ServedJsonPlan {
    const guessed = { data: defaultPrompt(context) };
    if (body === undefined) guesses.push(`request body: ${JSON.stringify(guessed)}, because none is given`);
    const ofVersion = version === undefined ? '' : `/${encodeURIComponent(version)}`;
    return {
      kind: 'torchserve',
      path: `/predictions/${encodeURIComponent(model)}${ofVersion}`,
      headers: headers ?? {},
      body: (body as JsonValue | undefined) ?? guessed,
      check: planCheck(check),
    };
  },
  ready: () => ({ path: '/ping', contains: '"Healthy"' }),
});
