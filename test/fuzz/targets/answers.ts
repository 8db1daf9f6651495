import { createProtocol } from '../../../src/load/protocols/index.ts';
import type { Protocol, ResponseReader, ResponseResult } from '../../../src/load/protocols/protocol.ts';
import type { JsonValue, OipPlan, ProtocolPlan, ServerApiPlan } from '../../../src/model/protocol.ts';
import { outcomes } from '../../../src/model/sample.ts';
import { chunkings } from '../chunkings.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { holds, same } from '../properties.ts';

const post = { path: '/', headers: {}, body: {} as JsonValue };
const served = (kind: ServerApiPlan['kind']): ServerApiPlan => ({ kind, ...post, streamed: true, check: {} });
const oip: OipPlan = {
  ...{ kind: 'oip-v2', path: '/', headers: {}, model: 'm', encoding: 'binary', parameters: {}, check: {} },
  inputs: [],
  outputs: [{ name: 'label', parameters: {} }],
};

const plans: readonly ProtocolPlan[] = [
  { kind: 'openai-chat', ...post, check: {} },
  { kind: 'openai-completions', ...post, check: { matches: 'a', minOutputTokens: 2 } },
  served('openai-embeddings'),
  served('ollama'),
  served('llama.cpp'),
  served('tgi'),
  served('triton-generate'),
  oip,
  { kind: 'tf-serving', ...post, check: { jsonPath: 'predictions.0', jsonEquals: [1] } },
  { kind: 'torchserve', ...post, check: {} },
  { kind: 'http-json', method: 'POST', ...post, check: { jsonPath: 'label.0', matches: 'a' } },
  { kind: 'http-json', method: 'POST', ...post, check: {} },
];
const protocols: readonly Protocol[] = [
  ...plans.map((plan) => createProtocol(plan)),
  ...plans.slice(0, 1).map((plan) => createProtocol(plan, {})),
  createProtocol(plans.at(-1)!, { path: 'label' }),
];
const statuses = [200, 200, 200, 204, 301, 400, 429, 500, 503, 507];
const types = ['text/event-stream', 'application/json', 'application/x-ndjson', 'text/html'];

/** A first line that chooses API, status and type, and says how long the JSON before raw bytes is; then the body. */
const answer = (api: number, status: number, type: number, body: string, jsonBytes = '') =>
  `${api} ${status} ${type} ${jsonBytes}\n${body}`;
const chat = (fields: object) =>
  `data: ${JSON.stringify({ choices: [{ delta: fields, finish_reason: null }] })}\n\n`;

/** What servers answer, over every API: read to the same result however it is cut, and by a reader that read before. */
export const answers: FuzzTarget = {
  name: 'answers',
  covers: ['src/load/protocols', 'src/load/streams'],
  seeds: () => [
    answer(
      0,
      0,
      0,
      `${chat({ content: 'a' })}${chat({ reasoning: 'so' })}data: {"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\ndata: [DONE]\n\n`,
    ),
    answer(
      12,
      0,
      0,
      `${chat({ content: 'a', tool_calls: [{}] })}data: {"error":{"code":503,"type":"overloaded"}}\n\n`,
    ),
    answer(
      0,
      0,
      1,
      '{"object":"error","choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens_details":{"cached_tokens":1}}}',
    ),
    answer(1, 0, 0, 'data: {"choices":[{"text":"a b","finish_reason":"stop"}]}\n\nevent: error\ndata: x\n\n'),
    answer(2, 0, 1, '{"data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":3}}'),
    answer(
      3,
      0,
      2,
      '{"message":{"content":"a","thinking":"b"},"done":false}\n{"done":true,"eval_count":3,"prompt_eval_count":2}\n',
    ),
    answer(
      4,
      0,
      0,
      'data: {"content":"a","stop":false}\n\ndata: {"content":"","stop":true,"timings":{"prompt_n":2,"cache_n":1},"tokens_evaluated":3}\n\n',
    ),
    answer(
      5,
      0,
      0,
      'data: {"token":{"text":"a","special":false}}\n\ndata: {"generated_text":"a","details":{"generated_tokens":1,"prefill":[{}]}}\n\n',
    ),
    answer(6, 0, 0, 'data: {"text_output":"a","num_output_tokens":1}\n\n'),
    answer(
      7,
      0,
      1,
      '{"outputs":[{"name":"label","datatype":"INT8","parameters":{"binary_data_size":2}}]}ab',
      '81',
    ),
    answer(8, 6, 1, '{"error":"ran out of memory"}'),
    answer(9, 8, 1, '{"code":503,"type":"InternalServerException","message":"CUDA out of memory"}'),
    answer(10, 0, 1, '{"label":["a"]}'),
    answer(11, 7, 3, 'Traceback (most recent call last)\n  File "x"\nMemoryError'),
    answer(13, 0, 1, '{"label":{"deep":[1]}}'),
  ],
  words: ['data: ', '\n\n', '"error":', '"choices":', 'null', '[DONE]', '[null]', '"usage":{}'],
  check(bytes) {
    const border = bytes.indexOf(0x0a);
    const [api = '', status = '', type = '', jsonBytes = ''] = bytes.toString('latin1', 0, border).split(' ');
    const protocol = oneOf(protocols, api);
    const head: Head = { status: oneOf(statuses, status), type: oneOf(types, type), jsonBytes };
    const body = bytes.subarray(border + 1);
    const whole = read(protocol.openReader(), head, [body]);
    checkResult(whole);
    const again = protocol.openReader();
    for (const chunks of chunkings(body)) same(read(again, head, chunks), whole, 'the result of chunks');
  },
};

const oneOf = <Item>(items: readonly Item[], digits: string): Item =>
  items[(Number.parseInt(digits) || 0) % items.length] ?? items[0]!;

interface Head {
  status: number;
  type: string;
  jsonBytes: string;
}

type Read = Omit<ResponseResult, 'gaps'>;

function read(reader: ResponseReader, { status, type, jsonBytes }: Head, chunks: readonly Buffer[]): Read {
  const headers = [
    'Content-Type',
    type,
    ...(jsonBytes ? ['Inference-Header-Content-Length', jsonBytes] : []),
  ];
  reader.onHeaders(
    status,
    headers.map((text) => Buffer.from(text)),
  );
  for (const chunk of chunks) reader.onChunk(chunk, 5);
  const { gaps: _, ...result } = reader.onEnd();
  return { ...result };
}

function checkResult({ outcome, message, answer: _, ...numbers }: Read): void {
  holds((outcomes as readonly string[]).includes(outcome), `the outcome is ${outcome}`);
  holds((outcome === 'ok') === (message === ''), `the message of ${outcome} is "${message.slice(0, 100)}"`);
  holds(message.length < 10_000, `a message of ${message.length} characters`);
  for (const [name, value] of Object.entries(numbers))
    holds(Number.isNaN(value) || (value >= 0 && value < Infinity), `${name} is ${value}`);
}
