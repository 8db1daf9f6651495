import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = `version: 1
target: { url: 'http://127.0.0.1:9' }
`;

function planOf(protocol: string) {
  return loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `${head}protocol: ${protocol}\n` }) });
}

const aboutRequest = /^(prompt|input|model|max-tokens|protocol)/;
const prompt = "prompt: '{{text}}', because none is given";
const noModel = 'model: left out of the request, because none is named';
const bound = 'max-tokens: 128, because none is given';
const message = { role: 'user', content: '{{text}}' };

test.each<[string, object, string[], string]>([
  [
    'openai-embeddings',
    { path: '/v1/embeddings', streamed: false, body: { input: '{{text}}' } },
    ["input: '{{text}}', because none is given", noModel],
    '/health',
  ],
  [
    'ollama',
    {
      path: '/api/chat',
      streamed: true,
      body: { messages: [message], stream: true, options: { num_predict: 128 } },
    },
    [prompt, noModel, bound],
    '/api/version',
  ],
  [
    'llama.cpp',
    { path: '/completion', streamed: true, body: { prompt: '{{text}}', n_predict: 128, stream: true } },
    [prompt, bound],
    '/health',
  ],
  [
    'tgi',
    {
      path: '/generate_stream',
      streamed: true,
      body: { inputs: '{{text}}', parameters: { max_new_tokens: 128, details: true } },
    },
    [prompt, bound],
    '/health',
  ],
  [
    'triton-generate',
    {
      path: '/v2/models/ensemble/generate_stream',
      streamed: true,
      body: { text_input: '{{text}}', max_tokens: 128, stream: true },
    },
    ['model: ensemble, because none is named', prompt, bound],
    '/v2/health/ready',
  ],
])('the name %s alone is enough, and every guess is told', (kind, expected, guesses, ready) => {
  const plan = planOf(kind);
  expect(plan.protocol).toEqual({ kind, headers: {}, check: {}, ...expected });
  expect(plan.guesses.filter((guess) => aboutRequest.test(guess)).sort()).toEqual([...guesses].sort());
  expect(plan.candidate.ready.path).toBe(ready);
  expect(plan).not.toHaveProperty('recognise');
});

test.each<[string, string, object]>([
  [
    'embeddings of a batch',
    '{ openai-embeddings: { model: e, input: ["{{a}}", "{{b}}"], body: { dimensions: 64 } } }',
    { body: { model: 'e', input: ['{{a}}', '{{b}}'], dimensions: 64 } },
  ],
  [
    "Ollama's generate in one piece, with options of its own",
    `{ ollama: { api: generate, model: m, prompt: 'Q {{text}}', stream: false, temperature: 0, max-tokens: 9,
       body: { options: { num_ctx: 2048 }, think: true } } }`,
    {
      path: '/api/generate',
      streamed: false,
      body: {
        model: 'm',
        prompt: 'Q {{text}}',
        stream: false,
        options: { num_predict: 9, temperature: 0, num_ctx: 2048 },
        think: true,
      },
    },
  ],
  [
    'llama.cpp of a fixed length',
    `{ llama.cpp: { prompt: 'Q {{text}}', max-tokens: '{{tokens}}', ignore-eos: true, body: { cache_prompt: false } } }`,
    {
      body: {
        prompt: 'Q {{text}}',
        n_predict: '{{tokens}}',
        ignore_eos: true,
        stream: true,
        cache_prompt: false,
      },
    },
  ],
  [
    'TGI in one piece and without sampling',
    `{ tgi: { stream: false, temperature: 0, max-tokens: 5, body: { parameters: { stop: [x] } } } }`,
    {
      path: '/generate',
      streamed: false,
      body: {
        inputs: '{{text}}',
        parameters: { max_new_tokens: 5, do_sample: false, details: true, stop: ['x'] },
      },
    },
  ],
  [
    "Triton's generate of a named model, with a limit of its own",
    `{ triton-generate: { model: a b, stream: false, body: { parameters: { max_tokens: 7 } } } }`,
    {
      path: '/v2/models/a%20b/generate',
      streamed: false,
      body: { text_input: '{{text}}', stream: false, parameters: { max_tokens: 7 } },
    },
  ],
  [
    'a chat of a fixed length',
    '{ openai-chat: { max-tokens: 64, min-tokens: 64, ignore-eos: true } }',
    { body: { messages: [message], max_tokens: 64, min_tokens: 64, ignore_eos: true } },
  ],
])('%s is sent as it is said', (_, protocol, expected) => {
  expect(planOf(protocol).protocol).toMatchObject(expected);
});

test.each<[string, boolean]>([
  ['{ ollama: { model: m } }', true],
  ['{ ollama: { model: m, stream: false } }', false],
  ['{ llama.cpp: { body: { stream: false } } }', false],
  ['{ tgi: { stream: false } }', false],
  ['openai-embeddings', false],
])('the first token is gated where the answer is streamed: %s', (protocol, streamed) => {
  const metrics = planOf(protocol).gate.metrics.map(({ metric }) => metric);
  expect(metrics.includes('ttft.p50')).toBe(streamed);
});

test.each([
  ['messages beside a prompt', '{ ollama: { prompt: a, messages: [{ role: user }] } }', 'both', 'prompt'],
  [
    'messages of a generate',
    '{ ollama: { api: generate, messages: [{ role: user }] } }',
    'messages',
    'api: chat',
  ],
  ['an API that is none', '{ ollama: { api: embed } }', 'embed', 'chat'],
  [
    'a shortest answer above the longest',
    '{ openai-chat: { min-tokens: 9, max-tokens: 8 } }',
    'above',
    'same number',
  ],
  ['a setting that the server does not have', '{ tgi: { ignore-eos: true } }', 'ignore-eos', ''],
  ['no input', '{ openai-embeddings: { input: [] } }', 'input', ''],
])('%s is refused with a remedy', (_, protocol, inFact, inRemedy) => {
  const error = errorOf(() => planOf(protocol));
  expect(error.fact).toContain(inFact);
  expect(error.remedy).toContain(inRemedy);
  expect(error.location).toBe('sluice.yml:3');
});
