import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createEngine, recordBlock } from '../../src/load/index.ts';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { OpenAiPlan } from '../../src/model/plan.ts';
import {
  bounds,
  countOutcomes,
  jsonAnswer,
  never,
  openBlock,
  relaxedTimeouts,
  startRawServer,
  twoClasses,
  type RawServer,
} from './support.ts';

const chat: OpenAiPlan = {
  kind: 'openai-chat',
  path: '/v1/chat/completions',
  headers: {},
  body: { model: 'm', messages: [{ role: 'user', content: '{{text}} {{salt}}' }], max_tokens: 8 },
  check: {},
};

let server: RawServer | undefined;
afterEach(() => server?.close());

const head =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n';
const framed = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const token = (content: string) => framed(`data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`);
const usage = framed('data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":3}}\n\n');
const end = `${framed('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n')}${usage}${framed('data: [DONE]\n\n')}0\r\n\r\n`;

async function runChat(
  answer: (socket: Socket, count: number) => void,
  plan: OpenAiPlan = chat,
  betweenChunksMs = 5000,
) {
  server = await startRawServer((socket, _, count) => answer(socket, count));
  const engine = await createEngine({
    protocol: plan,
    workload: twoClasses,
    salt: 's',
    load: {
      expectedRatePerSecond: 10,
      mixedRatePerSecond: 10,
      arrivals: 'constant',
      timeouts: { ...relaxedTimeouts, betweenChunksMs },
      workers: 1,
      generator: bounds,
    },
  });
  const block = openBlock(50, 200);
  const measured = await engine
    .run(block, { baseUrl: server.baseUrl }, { signal: never })
    .finally(() => engine.close());
  return {
    measured,
    recorded: recordBlock(block, measured, { workload: twoClasses, order: 0, start: 0, bounds }),
  };
}

test('the first token is timed apart from the headers before it and the end after it', async () => {
  const { measured, recorded } = await runChat((socket) => {
    socket.write(head + token(''));
    setTimeout(() => socket.write(token('a')), 20);
    setTimeout(() => socket.write(token('b') + end), 60);
  });
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
  const { samples } = measured;
  for (let row = 0; row < samples.count; row++) {
    const at = (column: Float64Array) => column[row] as number;
    // Timers may fire a millisecond early.
    expect(at(samples.firstTokenAtMs) - at(samples.sentAtMs)).toBeGreaterThanOrEqual(18);
    expect(at(samples.endAtMs) - at(samples.sentAtMs)).toBeGreaterThanOrEqual(58);
    expect(at(samples.firstByteAtMs)).toBeLessThan(at(samples.firstTokenAtMs));
    expect(at(samples.outputTokens)).toBe(3);
    expect(at(samples.inputTokens)).toBe(5);
  }
  expect(recorded.classes.short).toMatchObject({ outputTokens: 24, inputTokens: 40 });
  expect(Object.keys(recorded.classes.short?.timings ?? {}).sort()).toEqual([
    'latency',
    'service',
    'tpot',
    'ttft',
  ]);
});

test('streaming and the usage are asked for, unless the body says otherwise', () => {
  const bodyOf = (body: OpenAiPlan['body']) =>
    JSON.parse(
      createProtocol({ ...chat, body })
        .prepare({ classIndex: 0, row: {} }, 'short')
        .body?.toString() ?? '',
    ) as unknown;
  expect(bodyOf({ a: 1 })).toEqual({ a: 1, stream: true, stream_options: { include_usage: true } });
  expect(bodyOf({ stream: false })).toEqual({ stream: false });
});

test.each<[string, (socket: Socket) => void, object, RegExp]>([
  [
    'an error inside a stream of status 200',
    (socket) =>
      socket.write(
        head + token('a') + framed('data: {"error":{"message":"CUDA out of memory"}}\n\n') + '0\r\n\r\n',
      ),
    { 'out-of-memory': 10 },
    /inside the stream/,
  ],
  [
    'a stream that ends in good order but too early',
    (socket) => socket.write(`${head}${token('a')}0\r\n\r\n`),
    { 'bad-response': 10 },
    /ended early/,
  ],
  [
    'a stream whose connection breaks',
    (socket) => socket.end(head + token('a')),
    { 'bad-response': 10 },
    /cut short/,
  ],
  ['a stream that stalls', (socket) => socket.write(head + token('a')), { timeout: 10 }, /between chunks/],
  [
    'a refusal that is no stream',
    (socket) => socket.write(jsonAnswer({ detail: 'full' }, '503 Busy')),
    { overload: 10 },
    /503/,
  ],
])('%s is no success', async (_, answer, outcomes, message) => {
  const { measured } = await runChat((socket) => answer(socket), chat, 200);
  expect(countOutcomes(measured)).toEqual(outcomes);
  expect(measured.errorExamples[0]?.message).toMatch(message);
});

test('an answer that was not streamed has no first token', async () => {
  const { measured } = await runChat((socket) => socket.write(jsonAnswer({ choices: [] })), {
    ...chat,
    body: { stream: false },
  });
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
  expect(measured.samples.firstTokenAtMs.every(Number.isNaN)).toBe(true);
});

test('the check is held against the generated text', async () => {
  const { measured } = await runChat(
    (socket, count) => socket.write(head + token(count % 2 ? 'yes' : 'no') + end),
    { ...chat, check: { matches: '^yes$' } },
  );
  expect(countOutcomes(measured)).toEqual({ ok: 5, 'bad-response': 5 });
});
