import { z } from 'zod';
import type { HttpJsonPlan, JsonValue } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { checkSchema, headersSchema, planCheck } from '../request-schema.ts';
import { httpPath } from '../http-address.ts';
import { defineProtocol } from './definition.ts';
import type { ProtocolContext } from './definition.ts';
import { defaultPrompt } from './input-defaults.ts';

export const httpJson = defineProtocol({
  kind: 'http-json',
  schema: closed({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH']).optional(),
    path: httpPath.optional(),
    headers: headersSchema.optional(),
    body: z.json().optional(),
    check: checkSchema.optional(),
  }),
  plan(written, guesses, context) {
    const method = written.method ?? 'POST';
    if (written.path === undefined) guesses.push('request path: /, because none is named');
    return {
      kind: 'http-json',
      method,
      path: written.path ?? '/',
      headers: written.headers ?? {},
      ...present({ body: planBody(method, written.body as JsonValue | undefined, guesses, context) }),
      check: planCheck(written.check),
    };
  },
});

function planBody(
  method: HttpJsonPlan['method'],
  body: JsonValue | undefined,
  guesses: string[],
  context: ProtocolContext,
): JsonValue | undefined {
  if (body !== undefined || method === 'GET') return body;
  const text = defaultPrompt(context);
  guesses.push(`request body: {"text": "${text}"}, because none is given`);
  return { text };
}
