/** Streams of which none ends before STREAMS (argument 1) of them are open; a token twice a second until then, and ten after. */
import type { Socket } from 'node:net';
import { answer, serve } from '../load/servers/http-connection.ts';

const wanted = Number(process.argv[2]);
const [everyMs, tokensAtTheEnd] = [500, 10];
const open = new Set<Socket>();
let mostOpen = 0;

const framed = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const event = (delta: object, finish: string | null) =>
  framed(`data: ${JSON.stringify({ choices: [{ delta, finish_reason: finish }] })}\n\n`);
const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const token = event({ content: 'token ' }, null);
const end = `${event({}, 'length')}${framed('data: [DONE]\n\n')}0\r\n\r\n`;

serve((socket, requestHead) => {
  if (requestHead.startsWith('GET')) return answer(socket, { mostOpen });
  open.add(socket);
  mostOpen = Math.max(mostOpen, open.size);
  socket.once('close', () => open.delete(socket));
  socket.write(head + token);
});

setInterval(() => {
  const isEnd = mostOpen >= wanted;
  for (const socket of open) {
    socket.write(isEnd ? token.repeat(tokensAtTheEnd) + end : token);
    if (isEnd) open.delete(socket);
  }
}, everyMs).unref();
