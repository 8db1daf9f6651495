import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { ResponseResult } from '../../src/load/protocols/protocol.ts';
import type { ServerApiPlan } from '../../src/model/protocol.ts';
import { countOutcomes, openBlock, runBlock } from './support.ts';

type Api = ServerApiPlan['kind'];

const planOf = (kind: Api, more: Partial<ServerApiPlan> = {}): ServerApiPlan => ({
  kind,
  path: `/${kind}`,
  headers: {},
  body: { text: '{{text}}' },
  streamed: true,
  check: {},
  ...more,
});

const event = (fields: object): string => `data: ${JSON.stringify(fields)}\n\n`;
const line = (fields: object): string => `${JSON.stringify(fields)}\n`;

interface Wire {
  kind: Api;
  type: string;
  /** As their documents describe them: the answer "a ž🐎" in pieces, each of which is read at its own time. */
  stream: string[];
  /** Which of the pieces holds the first generated text. */
  firstToken: number;
  whole: object;
  /** Of the stream. */
  counts: Partial<ResponseResult>;
  /** Of the whole answer. */
  wholeCounts: Partial<ResponseResult>;
}

const sse = 'text/event-stream; charset=utf-8';
const ndjson = 'application/x-ndjson';

const wires: Record<string, Wire> = {
  "Ollama's chat": {
    kind: 'ollama',
    type: ndjson,
    stream: [
      line({ model: 'm', message: { role: 'assistant', content: '' }, done: false }),
      line({ model: 'm', message: { role: 'assistant', content: '', thinking: 'hm' }, done: false }),
      line({ model: 'm', message: { role: 'assistant', content: 'a ' }, done: false }),
      line({ model: 'm', message: { role: 'assistant', content: 'ž🐎' }, done: false }),
      line({
        model: 'm',
        message: { content: '' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 26,
        eval_count: 4,
      }),
    ],
    firstToken: 1,
    whole: { model: 'm', message: { content: 'a ž🐎' }, done: true, prompt_eval_count: 26, eval_count: 4 },
    counts: { inputTokens: 26, outputTokens: 4, reasoningTokens: 1 },
    wholeCounts: { inputTokens: 26, outputTokens: 4 },
  },
  "Ollama's generate": {
    kind: 'ollama',
    type: ndjson,
    stream: [
      line({ model: 'm', response: 'a ', done: false }),
      line({ model: 'm', response: 'ž🐎', done: false }),
      // What is in the cache is left out of the count by older versions, and with it the whole field.
      line({ model: 'm', response: '', done: true, context: [1], eval_count: 3 }),
    ],
    firstToken: 0,
    whole: { model: 'm', response: 'a ž🐎', done: true, eval_count: 3 },
    counts: { inputTokens: Number.NaN, outputTokens: 3, reasoningTokens: 0 },
    wholeCounts: { inputTokens: Number.NaN, outputTokens: 3 },
  },
  'llama.cpp': {
    kind: 'llama.cpp',
    type: 'text/event-stream',
    stream: [
      event({ index: 0, content: '', stop: false, prompt_progress: { total: 5, processed: 5 } }),
      event({ index: 0, content: 'a ', stop: false, tokens_predicted: 1, tokens_evaluated: 5 }),
      ': ping\n\n',
      event({ index: 0, content: 'ž🐎', stop: false, tokens_predicted: 3, tokens_evaluated: 5 }),
      event({
        index: 0,
        content: '',
        stop: true,
        stop_type: 'limit',
        tokens_predicted: 3,
        tokens_evaluated: 5,
        tokens_cached: 7,
        timings: { prompt_n: 1, predicted_n: 3 },
      }),
    ],
    firstToken: 1,
    whole: {
      content: 'a ž🐎',
      stop: true,
      tokens_predicted: 3,
      tokens_evaluated: 5,
      tokens_cached: 7,
      timings: { prompt_n: 3, cache_n: 2 },
    },
    counts: { inputTokens: 5, cachedTokens: 4, outputTokens: 3, reasoningTokens: 0 },
    wholeCounts: { inputTokens: 5, cachedTokens: 2, outputTokens: 3 },
  },
  TGI: {
    kind: 'tgi',
    type: sse,
    stream: [
      event({ index: 1, token: { id: 1, text: 'a ', special: false }, generated_text: null, details: null }),
      event({ index: 2, token: { id: 2, text: 'ž🐎', special: false }, generated_text: null, details: null }),
      event({
        index: 3,
        token: { id: 0, text: '</s>', special: true },
        generated_text: 'a ž🐎',
        details: { finish_reason: 'eos_token', generated_tokens: 3, seed: null, input_length: 9 },
      }),
    ],
    firstToken: 0,
    whole: {
      generated_text: 'a ž🐎',
      details: {
        finish_reason: 'eos_token',
        generated_tokens: 3,
        prefill: [{ id: 1 }, { id: 2 }],
        tokens: [],
      },
    },
    counts: { inputTokens: 9, outputTokens: 3, reasoningTokens: 0 },
    wholeCounts: { inputTokens: 2, outputTokens: 3 },
  },
  "Triton's generate without counts": {
    kind: 'triton-generate',
    type: sse,
    stream: [
      event({ model_name: 'm', model_version: '1', text_output: '' }),
      event({ model_name: 'm', model_version: '1', text_output: 'a ' }),
      event({ model_name: 'm', model_version: '1', text_output: 'ž🐎' }),
    ],
    firstToken: 1,
    whole: { model_name: 'm', model_version: '1', text_output: 'a ž🐎' },
    // The events are all there is to count.
    counts: { inputTokens: Number.NaN, outputTokens: 2 },
    wholeCounts: { inputTokens: Number.NaN, outputTokens: Number.NaN },
  },
  "Triton's generate with counts": {
    kind: 'triton-generate',
    type: sse,
    stream: [
      event({ model_name: 'm', text_output: 'a ', num_output_tokens: 1 }),
      event({ model_name: 'm', text_output: 'ž🐎', num_output_tokens: 3, finish_reason: 'stop' }),
    ],
    firstToken: 0,
    whole: { model_name: 'm', text_output: 'a ž🐎', num_output_tokens: 4 },
    counts: { outputTokens: 4 },
    wholeCounts: { outputTokens: 4 },
  },
};

/** One answer, its chunks read at 10, 20, 30 ... ms. */
function read(plan: ServerApiPlan, type: string, chunks: (string | Buffer)[], status = 200): ResponseResult {
  const reader = createProtocol(plan).openReader();
  reader.onHeaders(status, [Buffer.from('Content-Type'), Buffer.from(type)]);
  // Each chunk is memory of its own, as what a socket gives is.
  chunks.forEach((chunk, index) =>
    reader.onChunk(Buffer.from(new Uint8Array(Buffer.from(chunk))), 10 * (index + 1)),
  );
  return { ...reader.onEnd(), gaps: undefined };
}

const names = Object.keys(wires);
const wireOf = (name: string): Wire => wires[name]!;

describe.each(names)('%s', (name) => {
  const { kind, type, stream, firstToken, whole, counts, wholeCounts } = wireOf(name);

  test('a stream has the time of its first text and the counts of the server', () => {
    expect(read(planOf(kind), type, stream)).toMatchObject({
      outcome: 'ok',
      message: '',
      firstTokenAtMs: 10 * (firstToken + 1),
      ...counts,
    });
  });

  test('a stream comes to the same however its bytes are cut, but for the times', () => {
    const bytes = Buffer.from(stream.join(''));
    const untimed = (chunks: Buffer[]) => ({ ...read(planOf(kind), type, chunks), firstTokenAtMs: 0 });
    const expected = untimed([bytes]);
    expect(untimed(Array.from(bytes.keys(), (at) => bytes.subarray(at, at + 1)))).toEqual(expected);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const chunks = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
        expect(untimed(chunks)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('an answer in one piece has counts and no first token', () => {
    const result = read(planOf(kind, { streamed: false }), 'application/json', [JSON.stringify(whole)]);
    expect(result).toMatchObject({ outcome: 'ok', firstTokenAtMs: Number.NaN, ...wholeCounts });
  });

  test('the check is held against the generated text, reasoning left out', () => {
    const matching = (matches: string) => read(planOf(kind, { check: { matches } }), type, stream);
    expect(matching('^a ž🐎$').outcome).toBe('ok');
    expect(matching('hm')).toMatchObject({
      outcome: 'bad-response',
      message: expect.stringContaining('a ž🐎'),
    });
  });

  test('a stream without its end is no success', () => {
    // Triton marks no end, so that only a stream without any answer shows.
    const early = kind === 'triton-generate' ? [] : stream.slice(0, -1);
    expect(read(planOf(kind), type, early)).toMatchObject({
      outcome: 'bad-response',
      message: expect.stringMatching(/^the stream ended early: no /),
    });
  });

  test('a stream that is cut inside of an event is no success', () => {
    const last = stream.at(-1)!.slice(0, 12);
    const cut = read(planOf(kind), type, [...stream.slice(0, -1), last]);
    expect(cut).toMatchObject({ outcome: 'bad-response', message: expect.stringContaining('not JSON') });
  });
});

test.each<[string, Api, string, string[], string, RegExp]>([
  [
    'Ollama',
    'ollama',
    ndjson,
    [line({ error: 'an error was encountered while running the model' })],
    'model-error',
    /running the model/,
  ],
  [
    'Ollama out of memory',
    'ollama',
    ndjson,
    [line({ error: 'CUDA error: out of memory' })],
    'out-of-memory',
    /CUDA/,
  ],
  [
    'llama.cpp',
    'llama.cpp',
    sse,
    [event({ error: { code: 500, message: 'context shift is off', type: 'server_error' } })],
    'model-error',
    /context shift/,
  ],
  [
    'an older llama.cpp',
    'llama.cpp',
    sse,
    ['error: {"code":503,"message":"slot unavailable"}\n\n'],
    'overload',
    /slot/,
  ],
  [
    'TGI',
    'tgi',
    sse,
    [event({ error: 'Request failed during generation', error_type: 'generation' })],
    'model-error',
    /during generation/,
  ],
  [
    'an overloaded TGI',
    'tgi',
    sse,
    [event({ error: 'Model is overloaded', error_type: 'overloaded' })],
    'overload',
    /overloaded/,
  ],
  [
    'TGI that refuses the input',
    'tgi',
    sse,
    [event({ error: 'inputs too long', error_type: 'validation' })],
    'client-error',
    /too long/,
  ],
  [
    'Triton',
    'triton-generate',
    sse,
    [event({ error: 'failed: CUDA_ERROR_OUT_OF_MEMORY' })],
    'out-of-memory',
    /OUT_OF_MEMORY/,
  ],
])(
  'an error of %s in the middle of a stream is told by its kind',
  (_, kind, type, chunks, outcome, message) => {
    const name = names.find((known) => wireOf(known).kind === kind)!;
    const good = wireOf(name).stream.slice(0, 2);
    expect(read(planOf(kind), type, [...good, ...chunks])).toMatchObject({
      outcome,
      message: expect.stringMatching(message),
    });
  },
);

test.each<[string, Api, number, object, string]>([
  [
    'Ollama with a full queue',
    'ollama',
    503,
    { error: 'server busy, please try again. maximum pending requests exceeded' },
    'overload',
  ],
  [
    'Ollama without the memory',
    'ollama',
    500,
    { error: 'model requires more system memory (5.6 GiB) than is available' },
    'out-of-memory',
  ],
  ['Ollama without the model', 'ollama', 404, { error: "model 'x' not found" }, 'client-error'],
  [
    'llama.cpp that loads its model',
    'llama.cpp',
    503,
    { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    'overload',
  ],
  [
    'TGI with all permits taken',
    'tgi',
    429,
    { error: 'Model is overloaded', error_type: 'overloaded' },
    'overload',
  ],
  [
    'TGI whose shard failed',
    'tgi',
    424,
    { error: 'Request failed during generation', error_type: 'generation' },
    'model-error',
  ],
  [
    'TGI whose shard ran out',
    'tgi',
    424,
    { error: 'Request failed: CUDA out of memory', error_type: 'generation' },
    'out-of-memory',
  ],
  [
    'TGI that refuses the input',
    'tgi',
    422,
    { error: 'Input validation error', error_type: 'validation' },
    'client-error',
  ],
  ['Triton with a full queue', 'triton-generate', 503, { error: 'Exceeds maximum queue size' }, 'overload'],
  ['embeddings refused', 'openai-embeddings', 429, { error: { message: 'slow down' } }, 'overload'],
  [
    'an error of status 200',
    'openai-embeddings',
    200,
    { error: { message: 'engine died', code: 500 } },
    'model-error',
  ],
])('%s is refused by kind', (_, kind, status, body, outcome) => {
  const result = read(planOf(kind), 'application/json', [JSON.stringify(body)], status);
  expect(result).toMatchObject({ outcome, outputTokens: Number.NaN });
});

test('an error that the check asks for is a success', () => {
  const plan = planOf('ollama', { check: { status: [404] } });
  expect(read(plan, 'application/json', ['{"error":"model not found"}'], 404).outcome).toBe('ok');
});

test('embeddings have the tokens of their input', () => {
  const body = { object: 'list', data: [{ embedding: [0.1] }], usage: { prompt_tokens: 8, total_tokens: 8 } };
  const result = read(planOf('openai-embeddings'), 'application/json', [JSON.stringify(body)]);
  expect(result).toMatchObject({ outcome: 'ok', inputTokens: 8, outputTokens: Number.NaN });
});

describe('over a connection', () => {
  const asked: { path: string; body: unknown }[] = [];
  /** Speaks every API of this file, each below its own path; a piece at a time. */
  const server = createServer((request, response) => {
    const wire = Object.values(wires).find(({ kind }) => `/${kind}` === request.url)!;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', body: JSON.parse(body) as unknown });
      response.writeHead(200, { 'content-type': wire.type });
      response.flushHeaders();
      const pieces = wire.stream[Symbol.iterator]();
      const write = (): void => {
        const { value, done } = pieces.next();
        if (done) return void response.end();
        response.write(value);
        setTimeout(write, 3);
      };
      write();
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => void server.close());

  test.each(['ollama', 'llama.cpp', 'tgi', 'triton-generate'] as const)(
    '%s is measured with its first token and its counts',
    async (kind) => {
      asked.length = 0;
      const { port } = server.address() as AddressInfo;
      const measured = await runBlock(openBlock(50, 200), `http://127.0.0.1:${port}`, {
        protocol: planOf(kind),
      });
      expect(countOutcomes(measured)).toEqual({ ok: 10 });
      const { samples } = measured;
      const { counts } = Object.values(wires).find((wire) => wire.kind === kind)!;
      for (let row = 0; row < samples.count; row++) {
        const at = (column: Float64Array) => column[row] as number;
        expect(at(samples.firstTokenAtMs)).toBeGreaterThanOrEqual(at(samples.firstByteAtMs));
        expect(at(samples.endAtMs)).toBeGreaterThan(at(samples.firstTokenAtMs));
        expect(at(samples.outputTokens)).toBe(counts.outputTokens);
        expect(at(samples.inputTokens)).toBe(counts.inputTokens);
      }
      expect(asked).toHaveLength(10);
      expect(asked[0]).toEqual({ path: `/${kind}`, body: { text: 'one' } });
    },
  );
});
