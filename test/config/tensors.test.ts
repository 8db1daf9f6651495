import { describe, expect, it, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const target = `{ url: 'http://127.0.0.1:9' }`;

const planOf = (protocol: string, more = target) =>
  loadPlan({
    workspace: makeWorkspace({ 'sluice.yml': `version: 1\ntarget: ${more}\nprotocol: ${protocol}\n` }),
  });

const tensors = `model: tiny, inputs: [{ name: ids, datatype: INT64, shape: [1, -1] }]`;

describe('the Open Inference Protocol', () => {
  it('needs a model and its inputs, and tells what it guesses', () => {
    const plan = planOf(`{ oip-v2: { ${tensors} } }`);
    expect(plan.protocol).toEqual({
      kind: 'oip-v2',
      path: '/v2/models/tiny/infer',
      model: 'tiny',
      headers: {},
      inputs: [{ name: 'ids', datatype: 'INT64', shape: [1, -1], data: '{{ids}}', parameters: {} }],
      outputs: [],
      parameters: {},
      encoding: 'json',
      check: {},
    });
    expect(plan.candidate.ready).toEqual({ path: '/v2/health/ready', timeoutMs: 300_000, intervalMs: 100 });
    expect(plan.guesses).toContain("data of the input ids: '{{ids}}', because none is given");
    expect(plan.guesses).toContain('readiness: /v2/health/ready, which servers of the protocol have');
  });

  it('takes everything that is said', () => {
    const plan = planOf(
      `
  oip-v2:
    model: a b
    version: 3
    headers: { x-tenant: a }
    encoding: binary
    inputs:
      - { name: text, datatype: BYTES, data: ['{{text}}'], parameters: { content_type: str } }
    outputs: [scores, { name: label, parameters: { classification: 2 } }]
    parameters: { sequence_id: '{{session}}' }
    check: { json-path: outputs.0 }`,
      `{ url: { address: 'http://127.0.0.1:9', ready: { path: /up } } }`,
    );
    expect(plan.protocol).toMatchObject({
      path: '/v2/models/a%20b/versions/3/infer',
      version: '3',
      encoding: 'binary',
      inputs: [{ name: 'text', data: ['{{text}}'], parameters: { content_type: 'str' } }],
      outputs: [
        { name: 'scores', parameters: {} },
        { name: 'label', parameters: { classification: 2 } },
      ],
      check: { jsonPath: 'outputs.0' },
    });
    expect(plan.candidate.ready.path).toBe('/up');
    expect(plan.guesses.filter((guess) => /readiness|input|encoding/.test(guess))).toEqual([]);
  });

  it('has its numbers of 16 bits sent as raw bytes, and says so', () => {
    const plan = planOf(`{ oip-v2: { model: m, inputs: [{ name: x, datatype: FP16 }] } }`);
    expect(plan.protocol).toMatchObject({ encoding: 'binary' });
    expect(plan.guesses).toContain('encoding: binary, because JSON has no FP16');
  });

  it('over gRPC is called by its method, and is ready when ServerReady says so', () => {
    const plan = planOf(`{ oip-v2-grpc: { ${tensors}, version: 1 } }`);
    expect(plan.protocol).toMatchObject({
      kind: 'oip-v2-grpc',
      path: '/inference.GRPCInferenceService/ModelInfer',
      model: 'tiny',
      version: '1',
      encoding: 'binary',
    });
    expect(plan.candidate.ready).toMatchObject({
      path: '/inference.GRPCInferenceService/ServerReady',
      grpc: true,
    });
  });
});

describe('tf-serving and torchserve', () => {
  it('have the paths of their servers, and are ready when the model is', () => {
    const tensorFlow = planOf(`{ tf-serving: { model: half, signature-name: up, inputs: { x: '{{x}}' } } }`);
    expect(tensorFlow.protocol).toEqual({
      kind: 'tf-serving',
      path: '/v1/models/half:predict',
      headers: {},
      body: { signature_name: 'up', inputs: { x: '{{x}}' } },
      check: { jsonPath: 'outputs' },
    });
    expect(tensorFlow.candidate.ready).toMatchObject({ path: '/v1/models/half', contains: '"AVAILABLE"' });
    const torch = planOf(`{ torchserve: { model: bert, version: 2 } }`);
    expect(torch.protocol).toMatchObject({ path: '/predictions/bert/2', body: { data: '{{text}}' } });
    expect(torch.guesses).toContain('request body: {"data":"{{text}}"}, because none is given');
    expect(torch.candidate.ready).toMatchObject({ path: '/ping' });
  });

  it('guess rows of the text where nothing is said, which are answered with predictions', () => {
    const plan = planOf(`{ tf-serving: { model: half, version: 3 } }`);
    expect(plan.protocol).toMatchObject({
      path: '/v1/models/half/versions/3:predict',
      body: { instances: ['{{text}}'] },
      check: { jsonPath: 'predictions' },
    });
    expect(plan.guesses).toContain("instances: ['{{text}}'], because none are given");
  });
});

test.each<[string, string, RegExp]>([
  ['a bare name', 'oip-v2', /`protocol` is 'oip-v2', which needs `model` and `inputs`/],
  ['no inputs', '{ oip-v2: { model: m } }', /`protocol\.oip-v2\.inputs` is missing/],
  ['an empty list of inputs', '{ oip-v2: { model: m, inputs: [] } }', /inputs/],
  [
    'an unknown datatype',
    '{ oip-v2: { model: m, inputs: [{ name: x, datatype: FP8 }] } }',
    /inputs\[0\]\.datatype` is 'FP8'/,
  ],
  [
    'a size that is none',
    '{ oip-v2-grpc: { model: m, inputs: [{ name: x, datatype: INT8, shape: [-2] }] } }',
    /shape\[0\]` is -2/,
  ],
  [
    'an input that is named twice',
    '{ oip-v2: { model: m, inputs: [{ name: x, datatype: INT8 }, { name: x, datatype: INT8 }] } }',
    /names one input twice/,
  ],
  [
    'a setting of HTTP for gRPC',
    `{ oip-v2-grpc: { ${tensors}, encoding: json } }`,
    /`encoding` is no known key/,
  ],
  [
    'rows and columns',
    '{ tf-serving: { model: m, instances: [1], inputs: 1 } }',
    /both `instances` and `inputs`/,
  ],
  ['no model', 'torchserve', /which needs `model`/],
])('%s is an error that names the place', (_, protocol, fact) => {
  const error = errorOf(() => planOf(protocol));
  expect(error.code).toMatch(/^config-/);
  expect(error.fact).toMatch(fact);
  expect(error.remedy).not.toBe('');
});
