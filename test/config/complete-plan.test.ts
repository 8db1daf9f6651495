import { expect, test } from 'vitest';
import { completePlan, loadPlan } from '../../src/config/index.ts';
import type { Recognised } from '../../src/model/recognised.ts';
import { makeWorkspace } from './workspace.ts';

const planOf = (settings = '') =>
  loadPlan({
    workspace: makeWorkspace({
      'sluice.yml': `version: 1\ntarget: { url: 'http://127.0.0.1:9' }\n${settings}`,
    }),
  });

const evidence = ['/v1/models'];

test('a plan without a protocol takes the one that was found, and says why', () => {
  const found: Recognised = { protocol: 'openai-chat', model: 'tiny', server: 'vLLM 0.11.0', evidence };
  const plan = completePlan(planOf(), found);
  expect(plan.protocol).toEqual({
    kind: 'openai-chat',
    path: '/v1/chat/completions',
    headers: {},
    body: { model: 'tiny', messages: [{ role: 'user', content: '{{text}}' }], max_tokens: 128 },
    check: {},
  });
  expect(plan.guesses).toEqual(
    expect.arrayContaining([
      'protocol: openai-chat, model tiny, because /v1/models answered (vLLM 0.11.0)',
      "prompt: '{{text}}', because none is given",
    ]),
  );
  // What was guessed of the protocol before holds no more.
  expect(plan.guesses.filter((guess) => /http-json|request path|request body|^model/.test(guess))).toEqual(
    [],
  );
  expect(plan.gate.metrics.map(({ metric }) => metric)).toContain('ttft.p50');
  expect(plan).not.toHaveProperty('recognise');
});

test.each<[string, Recognised, object]>([
  [
    'a server of one model, which requests do not name',
    { protocol: 'tgi', model: 'a/b', evidence },
    { path: '/generate_stream' },
  ],
  [
    'a model in the path',
    { protocol: 'triton-generate', model: 'llm', evidence },
    { path: '/v2/models/llm/generate_stream' },
  ],
  [
    'embeddings',
    { protocol: 'openai-embeddings', model: 'e', evidence },
    { body: { model: 'e', input: '{{text}}' } },
  ],
  ['Ollama', { protocol: 'ollama', model: 'tiny:latest', evidence }, { body: { model: 'tiny:latest' } }],
  ['llama.cpp', { protocol: 'llama.cpp', evidence }, { path: '/completion' }],
  ['TorchServe, which does not tell its model', { protocol: 'torchserve', evidence }, { kind: 'http-json' }],
  [
    'tensors that the server describes',
    { protocol: 'oip-v2', model: 'iris', inputs: [{ name: 'x', datatype: 'FP32' }], evidence },
    { model: 'iris', inputs: [{ name: 'x', datatype: 'FP32', data: '{{x}}' }] },
  ],
])('what is found completes the request: %s', (_, found, expected) => {
  expect(completePlan(planOf(), found).protocol).toMatchObject(expected);
});

test('a protocol that cannot do without settings leaves the guess as it was, and says so', () => {
  const asked = planOf();
  const plan = completePlan(asked, { protocol: 'oip-v2', evidence: ['/v2'] });
  expect(plan.protocol).toEqual(asked.protocol);
  expect(plan.guesses.at(-1)).toBe(
    'protocol: http-json, though the server looks like oip-v2, because /v2 answered: that one needs settings',
  );
  expect(plan.gate).toEqual(asked.gate);
});

test('metrics that the user names stay, and a protocol that is named is never replaced', () => {
  const found: Recognised = { protocol: 'openai-chat', evidence };
  expect(completePlan(planOf('gate: { metrics: [p99] }\n'), found).gate.metrics).toEqual([
    { metric: 'latency.p99', classes: 'all' },
  ]);
  const named = planOf('protocol: http-json\n');
  expect(named).not.toHaveProperty('recognise');
  expect(completePlan(named, found)).toBe(named);
});
