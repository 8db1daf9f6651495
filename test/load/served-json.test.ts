import { expect, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { ServedJsonPlan } from '../../src/model/protocol.ts';
import type { Outcome } from '../../src/model/sample.ts';

const plans = {
  'tf-serving': {
    kind: 'tf-serving',
    path: '/v1/models/half/versions/3:predict',
    headers: {},
    body: { signature_name: 'serving_default', instances: ['{{text}}'] },
    check: { jsonPath: 'predictions' },
  },
  torchserve: {
    kind: 'torchserve',
    path: '/predictions/bert',
    headers: {},
    body: { data: '{{text}}' },
    check: {},
  },
} satisfies Record<string, ServedJsonPlan>;

const torch = (code: number, type: string, message: string) => JSON.stringify({ code, type, message });

test.each<[keyof typeof plans, string, number, string, Outcome]>([
  ['tf-serving', 'predictions are a success', 200, '{"predictions":[1.5]}', 'ok'],
  ['tf-serving', 'an answer without them is none', 200, '{"outputs":[1.5]}', 'bad-response'],
  ['tf-serving', 'a wrong input', 400, '{"error":"Failed to process element: 0"}', 'client-error'],
  ['tf-serving', 'a full batching queue', 503, '{"error":"The batch scheduling queue is full"}', 'overload'],
  ['tf-serving', 'an exhausted resource', 429, '{"error":"quota"}', 'overload'],
  [
    'tf-serving',
    'an exhausted memory',
    429,
    '{"error":"OOM when allocating tensor with shape[64,512]"}',
    'out-of-memory',
  ],
  ['torchserve', 'any JSON is a success', 200, '["cat"]', 'ok'],
  [
    'torchserve',
    'a full queue, or no worker',
    503,
    torch(503, 'ServiceUnavailableException', 'Model "bert" has no worker to serve inference request.'),
    'overload',
  ],
  [
    'torchserve',
    'a handler that threw',
    503,
    torch(503, 'InternalServerException', 'Prediction failed'),
    'model-error',
  ],
  [
    'torchserve',
    'a worker without memory',
    507,
    torch(507, 'InternalServerException', 'Out of resources'),
    'out-of-memory',
  ],
  [
    'torchserve',
    'an unknown model',
    404,
    torch(404, 'ModelNotFoundException', 'Model not found'),
    'client-error',
  ],
])('%s: %s', (name, _, status, body, outcome) => {
  const reader = createProtocol(plans[name]).openReader();
  reader.onHeaders(status, [Buffer.from('content-type'), Buffer.from('application/json')]);
  reader.onChunk(Buffer.from(body), 1);
  expect(reader.onEnd().outcome).toBe(outcome);
});

test.each(Object.values(plans))('$kind posts its template', (plan) => {
  const request = createProtocol(plan).prepare({ classIndex: 0, row: { text: 'hi' } }, 'short');
  expect(request).toMatchObject({ method: 'POST', path: plan.path });
  expect(JSON.parse(String(request.body))).toEqual(
    plan.kind === 'torchserve' ? { data: 'hi' } : { signature_name: 'serving_default', instances: ['hi'] },
  );
});
