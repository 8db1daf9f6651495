import { z } from 'zod';
import { tensorDatatypes } from '../../model/protocol.ts';
import type { JsonValue, OipPlan, TensorPlan } from '../../model/protocol.ts';
import { closed } from '../closed-object.ts';
import { present } from '../present.ts';
import { message } from '../problem.ts';
import { checkSchema, headersSchema, planCheck } from '../request-schema.ts';
import { httpPath } from '../http-address.ts';
import { defineProtocol } from './definition.ts';

const parameters = z
  .record(z.string().min(1), z.union([z.string(), z.number(), z.boolean()]))
  .optional()
  .describe('Passed on as they are; a text may hold `{{column}}`.');

const name = z.string().min(1);

const input = closed({
  name,
  datatype: z.enum(tensorDatatypes),
  shape: z
    .array(z.number().int().min(-1))
    .optional()
    .describe('-1 for a size that follows from the data; left out, the shape is that of the nested lists.'),
  data: z.json().optional().describe("Elements, flat or nested; `'{{column}}'` takes those of a column."),
  parameters,
});

const common = {
  model: z.string().min(1),
  version: z
    .union([z.string().min(1), z.number()])
    .transform(String)
    .optional(),
  headers: headersSchema.optional(),
  inputs: z
    .array(input)
    .min(1)
    .refine((inputs) => new Set(inputs.map((one) => one.name)).size === inputs.length, {
      error: () => message('names one input twice', 'Give every input a name of its own.'),
    }),
  outputs: z
    .array(z.union([name, closed({ name, parameters })]))
    .min(1)
    .optional(),
  parameters,
};

const httpSchema = closed({
  ...common,
  path: httpPath.optional(),
  encoding: z
    .enum(['json', 'binary'])
    .optional()
    .describe('`binary`: tensors as raw bytes after the JSON (binary tensor data extension).'),
  check: checkSchema.optional(),
});

const grpcSchema = closed(common);

export const oip = defineProtocol({
  kind: 'oip-v2',
  schema: httpSchema,
  plan(written, guesses): OipPlan {
    const { model, version, path, check } = written;
    const ofVersion = version === undefined ? '' : `/versions/${encodeURIComponent(version)}`;
    return {
      kind: 'oip-v2',
      path: path ?? `/v2/models/${encodeURIComponent(model)}${ofVersion}/infer`,
      ...planTensors(written, guesses),
      encoding: written.encoding ?? guessEncoding(written.inputs, guesses),
      check: planCheck(check),
    };
  },
  ready: () => ({ path: '/v2/health/ready' }),
});

const service = '/inference.GRPCInferenceService';

export const oipGrpc = defineProtocol({
  kind: 'oip-v2-grpc',
  schema: grpcSchema,
  plan: (written, guesses): OipPlan => ({
    kind: 'oip-v2-grpc',
    path: `${service}/ModelInfer`,
    ...planTensors(written, guesses),
    encoding: 'binary',
    check: {},
  }),
  ready: () => ({ path: `${service}/ServerReady`, grpc: true }),
});

function planTensors(
  { model, version, headers, inputs, outputs = [], parameters = {} }: z.output<typeof grpcSchema>,
  guesses: string[],
): Pick<OipPlan, 'model' | 'version' | 'headers' | 'inputs' | 'outputs' | 'parameters'> {
  return {
    model,
    ...present({ version }),
    headers: headers ?? {},
    inputs: inputs.map((one) => planInput(one, guesses)),
    outputs: outputs.map((output) =>
      typeof output === 'string'
        ? { name: output, parameters: {} }
        : { name: output.name, parameters: output.parameters ?? {} },
    ),
    parameters,
  };
}

function planInput(
  { name, datatype, shape, data, parameters = {} }: z.output<typeof input>,
  guesses: string[],
): TensorPlan {
  if (data === undefined) guesses.push(`data of the input ${name}: '{{${name}}}', because none is given`);
  return {
    name,
    datatype,
    ...present({ shape }),
    data: (data as JsonValue | undefined) ?? `{{${name}}}`,
    parameters,
  };
}

/** JSON has no numbers of 16 bits. */
function guessEncoding(inputs: z.output<typeof httpSchema>['inputs'], guesses: string[]): 'json' | 'binary' {
  const half = inputs.find(({ datatype }) => datatype === 'FP16' || datatype === 'BF16');
  if (!half) return 'json';
  guesses.push(`encoding: binary, because JSON has no ${half.datatype}`);
  return 'binary';
}
