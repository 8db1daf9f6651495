/**
 * A model server that is limited by what its environment says, and by nothing else; each limit is a real one. Plain JavaScript
 * modules, so that `node --input-type=module -e` runs it in a container.
 *
 * - `PORT` (8080), `HOST` (127.0.0.1).
 * - `ITERATIONS` (0): of PBKDF2 for each answer, about 1 ms of CPU time for 1,000. `SYNC=1`: on the one thread that answers.
 * - `WAIT_MS` (2): slept before each answer.
 * - `FIRST_MS` (0): slept before the very first, as where something is compiled.
 * - `ANSWER_KB` (0): size of an answer.
 * - `HOLD_MB` (0): memory that it takes at its start; `GROW_MB` (0): with each request, never given back.
 * - `DEAF_MS` (0): twice a second it listens to nobody for so long, and it closes each connection after its answer.
 */
import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const number = (name, otherwise) => Number(process.env[name] ?? otherwise);
const iterations = number('ITERATIONS', 0);
const deafMs = number('DEAF_MS', 0);
const compute = promisify(pbkdf2);
const held = [];
// Filled, since memory that nobody wrote to is not resident.
const hold = (megabytes) => {
  if (megabytes > 0) held.push(Buffer.allocUnsafeSlow(megabytes * 2 ** 20).fill(1));
};
hold(number('HOLD_MB', 0));

const text = JSON.stringify({ label: 'ok', padding: 'x'.repeat(1024 * number('ANSWER_KB', 0)) });
let asked = 0;

async function answer(response) {
  asked += 1;
  const isFirst = asked === 1;
  hold(number('GROW_MB', 0));
  if (iterations > 0 && process.env.SYNC === '1') pbkdf2Sync('a', 'b', iterations, 64, 'sha512');
  else if (iterations > 0) await compute('a', 'b', iterations, 64, 'sha512');
  await sleep(number('WAIT_MS', 2) + (isFirst ? number('FIRST_MS', 0) : 0));
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(deafMs > 0 ? { connection: 'close' } : {}),
  });
  response.end(text);
}

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    if (request.method === 'POST') void answer(response);
    else response.end('{"ready":true}');
  });
});
server.keepAliveTimeout = 60_000;
const listen = () => server.listen(number('PORT', 8080), process.env.HOST ?? '127.0.0.1');
listen();
if (deafMs > 0)
  setInterval(() => {
    if (server.listening) server.close();
    setTimeout(listen, deafMs);
  }, 500);
