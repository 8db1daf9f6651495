/**
 * Streams completions as server-sent events: TOKENS (argument 1) of them, one a turn of the event loop, the first after
 * 20 ms. Stamps when each request was read and when its first token was written: `GET /stamps` returns the differences
 * by the request's `id`, `GET /sent` how many tokens were written since it was last asked, and all differences since.
 */
import type { Socket } from 'node:net';
import { answer, serve } from './http-connection.ts';

const tokens = Number(process.argv[2] ?? 200);
const firstTokenAfterMs = 20;
const stamps: Record<string, number> = {};
let sent: { tokens: number; firstTokenMs: number[] } = { tokens: 0, firstTokenMs: [] };

const framed = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const event = framed(
  'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"token "},"finish_reason":null}]}\n\n',
);
const role = framed(
  'data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n',
);
const end = `${framed('data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}\n\n')}${framed('data: [DONE]\n\n')}0\r\n\r\n`;
const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

serve((socket, requestHead, body) => {
  if (requestHead.startsWith('GET /stamps')) return answer(socket, stamps);
  if (requestHead.startsWith('GET /sent')) {
    answer(socket, sent);
    sent = { tokens: 0, firstTokenMs: [] };
    return;
  }
  // What clients ask before they begin.
  if (requestHead.startsWith('GET')) return answer(socket, { object: 'list', data: [{ id: 'bench' }] });
  const readAt = performance.now();
  const id = /"id":\s*"?(\w+)/.exec(body)?.[1] ?? '';
  socket.write(head + role);
  setTimeout(() => {
    const tookMs = performance.now() - readAt;
    stamps[id] = tookMs;
    sent.firstTokenMs.push(tookMs);
    stream(socket, tokens);
  }, firstTokenAfterMs);
});

function stream(socket: Socket, left: number): void {
  if (socket.destroyed) return;
  if (left === 0) return void socket.write(end);
  socket.write(event);
  sent.tokens++;
  setImmediate(() => stream(socket, left - 1));
}
