/**
 * A model server with the faults that edge cases are for, each where FRAGILE names it: `nul` (it ends), `nesting` (it
 * stands still for 150 ms), `numbers` (status 500), `halves` (no answer at all to half a body). Plain JavaScript.
 */
import { createServer } from 'node:http';

const faults = new Set((process.env.FRAGILE ?? '').split(','));
const has = (fault) => faults.has(fault);
const still = new Int32Array(new SharedArrayBuffer(4));

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text) => (body += text));
  request.on('end', () => {
    if (request.url === '/health') return answer(response, 200);
    if (body.includes('\\u0000') && has('nul')) process.exit(3);
    if (body.includes('[[[[') && has('nesting')) Atomics.wait(still, 0, 0, 150);
    if (body.includes('1e400') && has('numbers')) return answer(response, 500);
    try {
      answer(response, typeof JSON.parse(body).text === 'string' ? 200 : 422);
    } catch {
      if (!has('halves')) answer(response, 400);
    }
  });
});

function answer(response, status) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(status === 200 ? '{"label":"billing"}' : `{"error":"status ${status}"}`);
}

server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
