import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { describeRecognised, type Recognised } from '../../src/model/recognised.ts';
import { recognise } from '../../src/target/index.ts';

/** What a server answers, by path; an object is sent as JSON, and what is not here is a 404. */
type Answers = Record<string, unknown>;

let answers: Answers = {};
let asked: string[] = [];
const server: Server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    asked.push(`${request.method} ${request.url}${body}`);
    const answer = answers[request.url ?? ''] ?? answers['*'];
    if (answer === 'silence') return;
    if (answer === undefined) response.writeHead(404, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? { detail: 'Not Found' }));
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

function recognised(told: Answers, base = ''): Promise<Recognised | undefined> {
  answers = told;
  const { port } = server.address() as AddressInfo;
  return recognise({ baseUrl: `http://127.0.0.1:${port}${base}` }, new AbortController().signal);
}

const list = (id: string, owner: string) => ({
  object: 'list',
  data: [{ id, object: 'model', owned_by: owner }],
});

test.each<[string, Answers, string]>([
  [
    'vLLM',
    { '/v1/models': list('tiny', 'vllm'), '/version': { version: '0.11.0' } },
    'openai-chat, model tiny, because /v1/models and /version answered (vLLM 0.11.0)',
  ],
  [
    "llama.cpp's server",
    {
      '/v1/models': list('tiny.gguf', 'llamacpp'),
      '/props': { build_info: 'b9992', total_slots: 4 },
      '/api/tags': {},
    },
    'openai-chat, model tiny.gguf, because /v1/models and /props answered (llama.cpp b9992)',
  ],
  [
    'SGLang, whose version is kept to itself',
    { '/v1/models': list('tiny', 'sglang') },
    'openai-chat, model tiny, because /v1/models answered (SGLang)',
  ],
  [
    'Ollama',
    { '/v1/models': list('tiny:latest', 'library'), '/api/version': { version: '0.12.6' } },
    'openai-chat, model tiny:latest, because /v1/models and /api/version answered (Ollama 0.12.6)',
  ],
  [
    'Ollama that holds no model',
    { '/v1/models': { object: 'list', data: null } },
    'openai-chat, because /v1/models answered',
  ],
  [
    'a proxy for several models, of which the first is taken',
    { '/v1/models': { data: [{ id: 'a', owned_by: 'openai' }, { id: 'b' }] } },
    'openai-chat, model a, because /v1/models answered',
  ],
  [
    'an Ollama without the API of OpenAI',
    { '/api/tags': { models: [{ name: 'tiny:latest' }] }, '/api/version': { version: '0.1.20' } },
    'ollama, model tiny:latest, because /api/tags and /api/version answered (Ollama 0.1.20)',
  ],
  [
    'text-generation-inference',
    { '/info': { model_id: 'org/tiny', max_total_tokens: 2048, version: '2.4.0' } },
    'tgi, model org/tiny, because /info answered (text-generation-inference 2.4.0)',
  ],
  [
    'text-embeddings-inference',
    { '/info': { model_id: 'org/embed', model_type: { embedding: { pooling: 'mean' } }, version: '1.8' } },
    'openai-embeddings, model org/embed, because /info answered (text-embeddings-inference 1.8)',
  ],
  [
    'an older llama.cpp',
    { '/props': { default_generation_settings: { n_ctx: 512 } } },
    'llama.cpp, because /props answered (llama.cpp)',
  ],
  [
    'MLServer',
    {
      '/v2': { name: 'mlserver', version: '1.7.0', extensions: [] },
      '/v2/repository/index': [
        { name: 'loading', state: 'UNAVAILABLE' },
        { name: 'iris', version: 'v1', state: 'READY' },
      ],
      '/v2/models/iris': {
        name: 'iris',
        inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
        outputs: [],
      },
    },
    'oip-v2, model iris, because /v2 and /v2/repository/index and /v2/models/iris answered (mlserver 1.7.0)',
  ],
  [
    'Triton that does not list its models',
    { '/v2': { name: 'triton', version: '2.50.0', extensions: ['classification'] } },
    'oip-v2, because /v2 answered (triton 2.50.0)',
  ],
  [
    'Triton with a model from text to text',
    {
      '/v2': { name: 'triton', version: '2.50.0', extensions: ['generate'] },
      '/v2/repository/index': [{ name: 'my llm', state: 'READY' }],
      '/v2/models/my%20llm': {
        inputs: [{ name: 'text_input', datatype: 'BYTES' }],
        outputs: [{ name: 'text_output', datatype: 'BYTES' }],
      },
    },
    'triton-generate, model my llm, because /v2 and /v2/repository/index and /v2/models/my%20llm answered (triton 2.50.0)',
  ],
  [
    'TorchServe',
    {
      '/ping': { status: 'Healthy' },
      '/api-description': { openapi: '3.0.1', info: { title: 'TorchServe APIs' } },
    },
    'torchserve, because /api-description answered (TorchServe)',
  ],
  [
    'TensorFlow Serving with the model that its image names',
    { '/v1/models/model': { model_version_status: [{ version: '1', state: 'AVAILABLE' }] } },
    'tf-serving, model model, because /v1/models/model answered (TensorFlow Serving)',
  ],
])('%s is recognised', async (_, told, expected) => {
  const found = await recognised(told);
  expect(found && describeRecognised(found)).toBe(expected);
});

test('a server below a path is asked there', async () => {
  expect(await recognised({ '/llm/v1/models': list('tiny', 'me') }, '/llm')).toEqual({
    protocol: 'openai-chat',
    model: 'tiny',
    evidence: ['/v1/models'],
  });
});

test.each<[string, Answers]>([
  ['a server that knows none of the paths', {}],
  ['a server that gives one answer to all', { '*': { label: 'spam', version: '1', status: 'ok' } }],
  ['a server that answers all with a list', { '*': [{ name: 'x' }] }],
  ['a server that answers all with a page', { '*': '<!doctype html><title>ok</title>' }],
])('%s is not recognised, and is asked a few questions only', async (_, told) => {
  expect(await recognised(told)).toBeUndefined();
  expect(asked.length).toBeLessThanOrEqual(10);
  // The model is never asked.
  expect(asked.filter((line) => !line.startsWith('GET '))).toEqual([]);
});

test('a server that speaks HTTP/2 is asked by it, questions with a body included', async () => {
  const metadata = { name: 'triton', version: '2.50.0', extensions: [] };
  const http2 = createHttp2Server(async (request, response) => {
    let body = '';
    for await (const text of request.setEncoding('utf8')) body += text as string;
    if (request.url === '/v2') response.end(JSON.stringify(metadata));
    else if (request.method === 'POST' && body === '{}') response.end('[{"name":"m","state":"READY"}]');
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void http2.close());
  await once(http2, 'listening');
  const baseUrl = `http://127.0.0.1:${(http2.address() as AddressInfo).port}`;
  const found = await recognise({ baseUrl, http: '2' }, new AbortController().signal);
  expect(found).toMatchObject({ protocol: 'oip-v2', model: 'm' });
});

test('what a server says of its model is taken only where it is one modest line', async () => {
  expect((await recognised({ '/v1/models': list('a\nb', 'vllm') }))?.model).toBeUndefined();
  expect((await recognised({ '/v1/models': list('a'.repeat(300), 'vllm') }))?.model).toBeUndefined();
});

test('a server that does not answer is asked once and given up', async () => {
  expect(await recognised({ '*': 'silence' })).toBeUndefined();
  expect(asked).toEqual(['GET /v1/models']);
});
