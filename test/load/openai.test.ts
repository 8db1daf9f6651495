import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import type { OpenAiPlan } from '../../src/model/protocol.ts';
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

const usage = {
  prompt_tokens: 50,
  completion_tokens: 7,
  prompt_tokens_details: { cached_tokens: 32 },
  completion_tokens_details: { reasoning_tokens: 4 },
};

test.each<[string, (socket: Socket) => void, Partial<OpenAiPlan>]>([
  ['a stream', (socket) => socket.write(head + token('a') + end(usage)), {}],
  [
    'an unstreamed answer',
    (socket) => socket.write(jsonAnswer({ choices: [{ message: { content: 'a' } }], usage })),
    { body: { stream: false } },
  ],
])('what the server counts in %s is known: prompt, cached, output and reasoning', async (_, answer, plan) => {
  const { measured, recorded } = await runChat((socket) => answer(socket), { plan: { ...chat, ...plan } });
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
  expect(recorded.classes.short).toMatchObject({
    completed: 8,
    inputTokens: 400,
    cachedTokens: 256,
    outputTokens: 56,
    reasoningTokens: 32,
  });
});

test('cached tokens count for successes alone, and a server that leaves a zero out has cached none', async () => {
  const { recorded } = await runChat(
    (socket, count) =>
      count % 2
        ? socket.write(jsonAnswer({ choices: [], usage }))
        : socket.write(jsonAnswer({ choices: [], usage: { ...usage, prompt_tokens_details: null } })),
    { plan: { ...chat, body: { stream: false } } },
  );
  const { short, long } = recorded.classes;
  expect((short!.cachedTokens ?? 0) + (long!.cachedTokens ?? 0)).toBe(5 * 32);
  expect(short!.inputTokens).toBe(400);
  const refused = await runChat((socket) => socket.write(jsonAnswer({ usage }, '503 Busy')), {
    plan: { ...chat, body: { stream: false } },
  });
  expect(refused.recorded.classes.short).not.toHaveProperty('cachedTokens');
});

test.each([
  ['missing', undefined],
  ['null', null],
  ['a text', 'many'],
  [
    'of no counts',
    { prompt_tokens: -5, completion_tokens: 1.5, prompt_tokens_details: { cached_tokens: '3' } },
  ],
  ['beyond all bounds', { prompt_tokens: 1e300, completion_tokens: 1e300, prompt_tokens_details: 7 }],
])('a usage that is %s leaves the counts of an unstreamed answer unknown', async (_, odd) => {
  const { measured, recorded } = await runChat(
    (socket) => socket.write(jsonAnswer({ choices: [], usage: odd })),
    { plan: { ...chat, body: { stream: false } } },
  );
  expect(countOutcomes(measured)).toEqual({ ok: 10 });
  for (const name of ['inputTokens', 'cachedTokens', 'outputTokens', 'reasoningTokens'])
    expect(recorded.classes.short).not.toHaveProperty(name);
});

test('the check is held against the generated text', async () => {
  const { measured } = await runChat(
    (socket, count) => socket.write(head + token(count % 2 ? 'yes' : 'no') + end()),
    { plan: { ...chat, check: { matches: '^yes$' } } },
  );
  expect(countOutcomes(measured)).toEqual({ ok: 5, 'bad-response': 5 });
});
