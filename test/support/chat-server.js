/**
 * A model server that streams chat completions as OpenAI's API does, and computes nothing. By its environment: PORT; TOKENS
 * an answer; FIRST_MS, the time to the first token; TOKEN_MS, the time of each further one; REFUSE_EVERY: every so many
 * requests one is refused with 503. Plain JavaScript.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const tokens = number('TOKENS', 8);
const firstMs = number('FIRST_MS', 10);
const tokenMs = number('TOKEN_MS', 2);
const refuseEvery = number('REFUSE_EVERY', Infinity);
let requests = 0;

const event = (body) => `data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`;
const chunk = (delta, finish = null) => event({ choices: [{ index: 0, delta, finish_reason: finish }] });

async function stream(body, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await sleep(firstMs);
  for (let written = 0; written < tokens; written += 1) {
    if (written > 0) await sleep(tokenMs);
    response.write(chunk({ content: 'token ' }));
  }
  const prompt = JSON.parse(body).messages?.at(-1)?.content ?? '';
  const usage = { prompt_tokens: prompt.split(' ').length, completion_tokens: tokens };
  response.end(chunk({}, 'stop') + event({ choices: [], usage }) + event('[DONE]'));
}

const server = createServer((request, response) => {
  if (request.method === 'GET') return response.end('{"object":"list","data":[{"id":"tiny-chat"}]}');
  let body = '';
  request.setEncoding('utf8').on('data', (text) => (body += text));
  request.on('end', () => {
    requests += 1;
    if (requests % refuseEvery === 0) return response.writeHead(503).end('{"error":"busy"}');
    stream(body, response).catch(() => response.destroy());
  });
});
server.keepAliveTimeout = 60_000;
server.listen(number('PORT', 8080), '127.0.0.1');
