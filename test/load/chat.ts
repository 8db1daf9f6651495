import type { Socket } from 'node:net';
import { createEngine, recordBlock } from '../../src/load/index.ts';
import type { OpenAiPlan } from '../../src/model/protocol.ts';
import type { Block } from '../../src/model/run.ts';
import type { BlockSamples } from '../../src/model/sample.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { bounds, never, openBlock, relaxedTimeouts, startRawServer, twoClasses } from './support.ts';

export const chat: OpenAiPlan = {
  kind: 'openai-chat',
  path: '/v1/chat/completions',
  headers: {},
  body: { model: 'm', messages: [{ role: 'user', content: '{{text}} {{salt}}' }], max_tokens: 8 },
  check: {},
};

export const head =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n';
export const framed = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
export const delta = (fields: object) =>
  framed(`data: ${JSON.stringify({ choices: [{ delta: fields }] })}\n\n`);
export const token = (content: string) => delta({ content });
export const end = (usage: object = { prompt_tokens: 5, completion_tokens: 3 }) =>
  framed('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n') +
  framed(`data: ${JSON.stringify({ choices: [], usage })}\n\n`) +
  `${framed('data: [DONE]\n\n')}0\r\n\r\n`;

export interface ChatOptions {
  plan?: OpenAiPlan;
  betweenChunksMs?: number;
  block?: BlockPlan;
  workers?: number;
}

/** One block of 10 requests, unless another is given, against a server that answers as it is told. */
export async function runChat(
  answer: (socket: Socket, count: number) => void,
  { plan = chat, betweenChunksMs = 5000, block = openBlock(50, 200), workers = 1 }: ChatOptions = {},
): Promise<{ measured: BlockSamples; recorded: Block }> {
  const server = await startRawServer((socket, _, count) => answer(socket, count));
  const engine = await createEngine({
    protocol: plan,
    workload: twoClasses,
    salt: 's',
    load: {
      expectedRatePerSecond: 10,
      mixedRatePerSecond: 10,
      arrivals: 'constant',
      timeouts: { ...relaxedTimeouts, betweenChunksMs },
      workers,
      generator: bounds,
    },
  });
  try {
    const measured = await engine.run(block, { baseUrl: server.baseUrl }, { signal: never });
    return {
      measured,
      recorded: recordBlock(block, measured, { workload: twoClasses, order: 0, start: 0, bounds }),
    };
  } finally {
    await engine.close();
    await server.close();
  }
}
