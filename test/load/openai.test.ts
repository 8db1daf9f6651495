import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { OpenAiPlan } from '../../src/model/plan.ts';
import { chat, end, framed, head, runChat, token } from './chat.ts';
import { countOutcomes, jsonAnswer } from './support.ts';

test('the first token is timed apart from the headers before it and the end after it', async () => {
  const { measured, recorded } = await runChat((socket) => {
    socket.write(head + token(''));
    setTimeout(() => socket.write(token('a')), 20);
    setTimeout(() => socket.write(token('b') + end()), 60);
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
    'itl',
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
  const { measured } = await runChat((socket) => answer(socket), { betweenChunksMs: 200 });
  expect(countOutcomes(measured)).toEqual(outcomes);
  expect(measured.errorExamples[0]?.message).toMatch(message);
});

test('an answer that was not streamed has no first token', async () => {
  const { measured } = await runChat((socket) => socket.write(jsonAnswer({ choices: [] })), {
    plan: { ...chat, body: { stream: false } },
  });
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
  expect(measured.samples.firstTokenAtMs.every(Number.isNaN)).toBe(true);
});

test('the check is held against the generated text', async () => {
  const { measured } = await runChat(
    (socket, count) => socket.write(head + token(count % 2 ? 'yes' : 'no') + end()),
    { plan: { ...chat, check: { matches: '^yes$' } } },
  );
  expect(countOutcomes(measured)).toEqual({ ok: 5, 'bad-response': 5 });
});
