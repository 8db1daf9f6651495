/**
 * A model server that asks its dependency, at DEPENDENCY_URL, for every request, as a plain process. It waits 400 ms for it and
 * then fails; has an answer of its own where the dependency tells of an error; and ends where there is no dependency at all.
 */
import { createServer } from 'node:http';

async function ask() {
  try {
    const { ok } = await fetch(process.env.DEPENDENCY_URL, { signal: AbortSignal.timeout(400) });
    return [200, ok ? 'with the dependency' : 'without'];
  } catch (error) {
    if (error.cause?.code === 'ECONNREFUSED') process.exit(4);
    return [503, 'the dependency does not answer'];
  }
}

// The first use of fetch loads it, which takes longer than it waits on a busy machine.
await fetch(process.env.DEPENDENCY_URL).catch(() => {});

createServer((request, response) => {
  request.resume().on('end', async () => {
    const [status, label] = request.url === '/health' ? [200, 'ready'] : await ask();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ label }));
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
