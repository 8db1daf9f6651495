/**
 * A model server that computes nothing and keeps a KV cache, as vLLM does: one step of TOKEN_MS writes a token for each
 * running request, and each needs a block of the cache for so many tokens. Without a free block the youngest is preempted
 * and begins again. By its environment: BLOCKS of BLOCK_TOKENS tokens; OUTPUT_TOKENS a request; MOST_RUNNING at a time;
 * WHEN_FULL: `wait` (requests get all their blocks at once or wait), `preempt`, `refuse` (503) or `exit` (code 9).
 * A character of the input is a token. EXIT=1: it exits at once with code 3. Plain JavaScript.
 */
import { createServer } from 'node:http';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const blocks = number('BLOCKS', 64);
const blockTokens = number('BLOCK_TOKENS', 16);
const tokenMs = number('TOKEN_MS', 5);
const outputTokens = number('OUTPUT_TOKENS', 16);
const mostRunning = number('MOST_RUNNING', 256);
const whenFull = process.env.WHEN_FULL ?? 'preempt';

if (process.env.EXIT === '1') {
  console.error('fatal: the cache does not fit');
  process.exit(3);
}

const waiting = [];
const running = [];
let preemptions = 0;
let generated = 0;

const blocksFor = (tokens) => Math.ceil(tokens / blockTokens);
const inUse = () => running.reduce((sum, request) => sum + request.blocks, 0);

function admit() {
  while (waiting.length > 0 && running.length < mostRunning) {
    const [next] = waiting;
    const wanted = blocksFor(next.inputTokens + (whenFull === 'wait' ? outputTokens : 1));
    if (inUse() + wanted > blocks && running.length > 0) return;
    next.blocks = wanted;
    running.push(waiting.shift());
  }
}

function preemptYoungest() {
  if (whenFull === 'exit') process.exit(9);
  const youngest = running.pop();
  youngest.blocks = 0;
  youngest.written = 0;
  waiting.unshift(youngest);
  preemptions += 1;
}

function step() {
  admit();
  for (const request of [...running]) {
    if (!running.includes(request)) continue;
    request.written += 1;
    generated += 1;
    request.blocks = Math.max(request.blocks, blocksFor(request.inputTokens + request.written));
    while (inUse() > blocks && running.length > 1) preemptYoungest();
  }
  for (const request of running.filter(({ written }) => written >= outputTokens)) {
    running.splice(running.indexOf(request), 1);
    request.answer(200);
  }
}

setInterval(step, tokenMs);

const metrics = () =>
  [
    `vllm:num_requests_running ${running.length}`,
    `vllm:num_requests_waiting ${waiting.length}`,
    `vllm:kv_cache_usage_perc ${Math.min(1, inUse() / blocks)}`,
    `vllm:num_preemptions_total ${preemptions}`,
    `vllm:generation_tokens_total ${generated}`,
    '',
  ].join('\n');

const server = createServer((request, response) => {
  if (request.url === '/metrics') return response.end(metrics());
  if (request.method === 'GET') return response.end();
  let body = '';
  request.setEncoding('utf8').on('data', (text) => (body += text));
  request.on('end', () => {
    const inputTokens = String(JSON.parse(body).text ?? '').length;
    const answer = (status) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 200 ? '{"label":"ok"}' : '{"error":"no room in the cache"}');
    };
    const isFull = inUse() + blocksFor(inputTokens + 1) > blocks;
    if (isFull && whenFull === 'refuse') return answer(503);
    waiting.push({ inputTokens, written: 0, blocks: 0, answer });
  });
});
server.keepAliveTimeout = 60_000;
server.listen(number('PORT', 8080), '127.0.0.1');
