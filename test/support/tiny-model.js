/** A model server as small as it can be: answers after DELAY_MS on the port PORT. Plain JavaScript, to be copied anywhere. */
import { createServer } from 'node:http';

const delayMs = Number(process.env.DELAY_MS ?? 20);

const server = createServer((request, response) => {
  const answer = () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"label":"billing"}');
  };
  request.resume();
  if (request.url === '/health') answer();
  else setTimeout(answer, delayMs);
});
// Longer than clients keep idle connections.
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
