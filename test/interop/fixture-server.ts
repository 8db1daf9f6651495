/**
 * The server that the fixtures of other tools were made with: `node test/interop/fixture-server.ts PORT [SLOWER]`.
 * Answers after 5 to 24 ms (times SLOWER), every 25th request with 503; chat completions as a stream of eight tokens,
 * 3 ms apart.
 */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';

const tokens = 8;
const slower = Number(process.argv[3] ?? 1);
let requests = 0;

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url === '/health') return void response.end('ok');
    if (request.url === '/v1/models') return json(response, 200, { object: 'list', data: [{ id: 'model' }] });
    requests++;
    const failing = requests % 25 === 0;
    const delayMs = slower * (5 + ((requests * 7) % 20));
    const streams = /"stream":\s*true/.test(Buffer.concat(chunks).toString());
    setTimeout(() => {
      if (failing) json(response, 503, { error: { message: 'overloaded' } });
      else if (streams) stream(response, 0);
      else json(response, 200, { answer: requests });
    }, delayMs);
  });
}).listen(Number(process.argv[2] ?? 8000), '127.0.0.1');

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function stream(response: ServerResponse, sent: number): void {
  const event = (data: object) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'model', ...data })}\n\n`,
    );
  if (sent === 0) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] });
  }
  if (sent === tokens) {
    event({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] });
    event({
      choices: [],
      usage: { prompt_tokens: 16, completion_tokens: tokens, total_tokens: 16 + tokens },
    });
    return void response.end('data: [DONE]\n\n');
  }
  event({ choices: [{ index: 0, delta: { content: `t${sent} ` }, finish_reason: null }] });
  setTimeout(() => stream(response, sent + 1), 3);
}
