/**
 * A server with an exactly known least delay, in a process of its own. DELAY_MS: no answer leaves earlier than that
 * after its request was read. FREEZE_AT_MS and FREEZE_MS: from so long after the first request, the whole process
 * stands still once. Prints its port.
 */
import { createServer } from 'node:http';

const delayMs = Number(process.env.DELAY_MS ?? 0);
const freezeAtMs = Number(process.env.FREEZE_AT_MS ?? Number.NaN);
const freezeMs = Number(process.env.FREEZE_MS ?? 0);
let planned = false;

const server = createServer((request, response) => {
  const readAt = performance.now();
  if (!planned && freezeMs > 0) setTimeout(freeze, freezeAtMs);
  planned = true;
  request.resume();
  const answer = () => {
    // A timer may fire up to a millisecond early.
    if (performance.now() - readAt < delayMs) return void setImmediate(answer);
    response.setHeader('content-type', 'application/json');
    response.end('{"label":"ok"}');
  };
  request.on('end', () => setTimeout(answer, delayMs));
});

function freeze(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, freezeMs);
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
