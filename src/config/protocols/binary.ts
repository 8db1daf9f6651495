import { z } from 'zod';
import { closed } from '../closed-object.ts';
import { checkSchema, headersSchema, planCheck } from '../request-schema.ts';
import { httpPath } from '../http-address.ts';
import { defineProtocol } from './definition.ts';

export const binary = defineProtocol({
  kind: 'binary',
  schema: closed({
    method: z.enum(['POST', 'PUT']).optional(),
    path: httpPath.optional(),
    headers: headersSchema.optional(),
    column: z.string().min(1).optional().describe('Column whose bytes are the body; `file` by default.'),
    check: checkSchema.optional(),
  }),
  plan(written, guesses) {
    if (written.path === undefined) guesses.push('request path: /, because none is named');
    return {
      kind: 'binary',
      method: written.method ?? 'POST',
      path: written.path ?? '/',
      headers: written.headers ?? {},
      column: written.column ?? 'file',
      check: planCheck(written.check),
    };
  },
});
