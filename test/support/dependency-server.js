/**
 * What a model server depends on, for tests, as a process of its own that prints its port: `/` answers `well` after
 * DELAY_MS, `/echo` with the body, `/pieces` in 20 pieces, `/endless` as fast as it is read, `/told` with what it was asked
 * so far: how many connections, requests, and bytes of `/endless` that it could write.
 */
import { createServer } from 'node:http';

const delayMs = Number(process.env.DELAY_MS ?? 0);
const told = { connections: 0, requests: 0, written: 0 };
const mebibyte = Buffer.alloc(1024 * 1024, 'x');

const server = createServer((request, response) => {
  if (request.url === '/told') return response.end(JSON.stringify(told));
  told.requests += 1;
  if (request.url === '/echo') return request.pipe(response);
  if (request.url === '/endless') return writeOn(response);
  if (request.url === '/pieces') return writePieces(response);
  request.resume();
  setTimeout(() => response.end('well'), delayMs);
});

function writeOn(response) {
  while (told.written < 512 * mebibyte.length && !response.destroyed) {
    told.written += mebibyte.length;
    if (!response.write(mebibyte)) return response.once('drain', () => writeOn(response));
  }
}

function writePieces(response, piece = 0) {
  if (piece === 20) return response.end();
  response.write(`piece ${piece};`);
  setTimeout(() => writePieces(response, piece + 1), 10);
}

server.on('connection', () => (told.connections += 1));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
