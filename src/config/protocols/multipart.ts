import { z } from 'zod';
import type { MultipartField } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { message } from '../problem.ts';
import { checkSchema, headersSchema, planCheck } from '../request-schema.ts';
import { httpPath } from '../http-address.ts';
import { defineProtocol } from './definition.ts';

/** YAML numbers and booleans are sent as they are written. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const field = z.union([
  text,
  closed({ value: text, filename: z.string().min(1).optional(), type: z.string().min(1).optional() }),
]);

const fields = z
  .record(z.string().min(1), field)
  .refine((written) => Object.keys(written).length > 0, {
    error: () => message('has no fields', "Write at least one, such as `file: '{{file}}'`."),
  })
  .describe("Fields of the form in their order; `'{{file}}'` sends the file in that column.");

const headers = headersSchema.refine(
  (written) => !Object.keys(written).some((name) => name.toLowerCase() === 'content-type'),
  {
    error: () =>
      message('sets content-type, which names the boundary of the form', 'Leave content-type to Sluice.'),
  },
);

export const multipart = defineProtocol({
  kind: 'multipart',
  schema: closed({
    method: z.enum(['POST', 'PUT']).optional(),
    path: httpPath.optional(),
    headers: headers.optional(),
    fields: fields.optional(),
    check: checkSchema.optional(),
  }),
  plan(written, guesses) {
    if (written.path === undefined) guesses.push('request path: /, because none is named');
    if (written.fields === undefined) guesses.push("form: file: '{{file}}', because no fields are given");
    return {
      kind: 'multipart',
      method: written.method ?? 'POST',
      path: written.path ?? '/',
      headers: written.headers ?? {},
      fields: Object.entries(written.fields ?? { file: '{{file}}' }).map(planField),
      check: planCheck(written.check),
    };
  },
});

function planField([name, written]: [string, z.output<typeof field>]): MultipartField {
  if (typeof written === 'string') return { name, value: written };
  return { name, value: written.value, ...present({ filename: written.filename, type: written.type }) };
}
