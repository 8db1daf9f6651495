import { expect, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { ResponseCheck } from '../../src/model/protocol.ts';
import { postText } from './support.ts';

interface Answer {
  status: number;
  contentType?: string;
  extra?: [string, string];
  body: string;
}

function read(check: ResponseCheck, answer: Answer) {
  const reader = createProtocol({ ...postText, check }).openReader();
  const headers = [
    ...(answer.contentType === undefined ? [] : ['Content-Type', answer.contentType]),
    ...(answer.extra ?? []),
  ];
  reader.onHeaders(
    answer.status,
    headers.map((text) => Buffer.from(text)),
  );
  const bytes = Buffer.from(answer.body);
  const middle = Math.floor(bytes.length / 2);
  reader.onChunk(bytes.subarray(0, middle), 1);
  reader.onChunk(bytes.subarray(middle), 2);
  return { ...reader.onEnd() };
}

const json = 'application/json; charset=utf-8';

test.each<[string, ResponseCheck, Answer, string, RegExp]>([
  ['any 2xx is accepted', {}, { status: 204, body: '' }, 'ok', /^$/],
  [
    'a text is not looked at without a check',
    {},
    { status: 200, contentType: 'text/plain', body: 'hi' },
    'ok',
    /^$/,
  ],
  ['JSON that is JSON is accepted', {}, { status: 200, contentType: json, body: '{"ü":1}' }, 'ok', /^$/],
  [
    'JSON that is cut is no success',
    {},
    { status: 200, contentType: json, body: '{"a":' },
    'bad-response',
    /not JSON: \{"a":/,
  ],
  ['an empty answer is no JSON', {}, { status: 200, contentType: json, body: '' }, 'bad-response', /empty/],
  [
    'a path that is there',
    { jsonPath: 'choices.0.text' },
    { status: 200, body: '{"choices":[{"text":null}]}' },
    'ok',
    /^$/,
  ],
  [
    'a path that is not there',
    { jsonPath: 'choices.0.text' },
    { status: 200, body: '{"choices":[]}' },
    'bad-response',
    /no "choices\.0\.text"/,
  ],
  [
    'an inherited property is not there',
    { jsonPath: 'a.length' },
    { status: 200, body: '{"a":"x"}' },
    'bad-response',
    /a\.length/,
  ],
  ['a body that matches', { matches: '^la.el$' }, { status: 200, body: 'label' }, 'ok', /^$/],
  [
    'a body that does not match',
    { matches: '^x' },
    { status: 200, body: 'label' },
    'bad-response',
    /does not match/,
  ],
  ['an expected error status', { status: [400] }, { status: 400, contentType: json, body: '{}' }, 'ok', /^$/],
  [
    '200 where another was expected',
    { status: [201] },
    { status: 200, body: 'x' },
    'bad-response',
    /HTTP 200: x/,
  ],
  [
    'a redirect',
    {},
    { status: 302, extra: ['Location', 'http://elsewhere/'], body: '' },
    'bad-response',
    /elsewhere.*not followed/,
  ],
  [
    'too many requests',
    {},
    { status: 429, extra: ['Retry-After', '7'], body: '' },
    'overload',
    /429 \(Retry-After: 7\)/,
  ],
  ['unavailable', {}, { status: 503, body: 'busy' }, 'overload', /503: busy/],
  [
    'unavailable for want of memory',
    {},
    { status: 503, body: 'CUDA out of memory' },
    'out-of-memory',
    /CUDA/,
  ],
  [
    'out of memory in PyTorch',
    {},
    { status: 500, body: 'torch.cuda.OutOfMemoryError: tried' },
    'out-of-memory',
    /torch/,
  ],
  ['out of memory in C++', {}, { status: 500, body: 'std::bad_alloc' }, 'out-of-memory', /bad_alloc/],
  ['out of memory is no client error', {}, { status: 400, body: 'out of memory' }, 'client-error', /400/],
  ['a fault of the model', {}, { status: 500, body: 'shape mismatch' }, 'model-error', /500: shape/],
  ['a fault of the client', {}, { status: 422, body: 'no' }, 'client-error', /422: no/],
])('%s', (_, check, answer, outcome, message) => {
  const result = read(check, answer);
  expect(result.outcome).toBe(outcome);
  expect(result.message).toMatch(message);
});

test('a long error body is kept only in part', () => {
  const result = read({}, { status: 500, body: 'x'.repeat(100_000) });
  expect(result.message.length).toBeLessThan(10_000);
});
