/**
 * A tiny model server for tests, as a plain process. It waits instead of computing, so that it is as slow as it is told
 * on a busy machine too. By its environment: PORT, 0 for a free one that it prints; BASE_MS and PER_CHARACTER_MS, the service time of a text; SPREAD,
 * its relative spread, seeded by SEED; FACTOR, how much slower everything is; ERROR_RATE, the share of answers that are
 * a 500; CRASH_AFTER, so many requests until it exits with code 7; HANG=1, no request is ever answered;
 * READY=never, `/health` answers 503; EXIT=1, it exits at once with code 3.
 */
import { createServer } from 'node:http';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const baseMs = number('BASE_MS', 8);
const perCharacterMs = number('PER_CHARACTER_MS', 0.05);
const spread = number('SPREAD', 0.1);
const factor = number('FACTOR', 1);
const errorRate = number('ERROR_RATE', 0);
const crashAfter = number('CRASH_AFTER', Infinity);
const isHanging = process.env.HANG === '1';
const isReady = process.env.READY !== 'never';

/** Mulberry32: 0 to 1, the same each time. */
let state = number('SEED', 1);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

let requests = 0;

function predict(body, response) {
  requests += 1;
  if (requests > crashAfter) {
    console.error(`request ${requests}`);
    console.error('fatal: the tensor does not fit');
    process.exit(7);
  }
  if (isHanging) return;
  const characters = String(JSON.parse(body).text ?? '').length;
  const serviceMs = (baseMs + perCharacterMs * characters) * factor * (1 + spread * (2 * random() - 1));
  const isError = random() < errorRate;
  setTimeout(() => {
    response.statusCode = isError ? 500 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(isError ? '{"error":"no weights"}' : `{"label":"ok","characters":${characters}}`);
  }, serviceMs);
}

console.log('loading the model');
if (process.env.EXIT === '1') {
  console.error('fatal: weights not found');
  process.exit(3);
}

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.statusCode = isReady ? 200 : 503;
    response.end();
    return;
  }
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => predict(body, response));
});
server.listen(number('PORT', 8080), '127.0.0.1', () => console.log(`port ${server.address().port}`));
