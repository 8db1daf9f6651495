/**
 * What this machine allows at best: raw sockets, a loop that spins until a request is due, one answer a read. Prints the
 * quantiles of the latency from the schedule as JSON. Arguments: url, requests a second, seconds.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { rank } from '../result.ts';

const [url = '', rate = '', seconds = ''] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const count = Number(rate) * Number(seconds);
const warmUp = Number(rate);
const body = JSON.stringify({ text: 'x'.repeat(480) });
const request = Buffer.from(
  `POST / HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);
const idle: Socket[] = [];
const latencies: number[] = [];
const dueAt = new Map<Socket, number>();
const done = Promise.withResolvers<void>();
let answered = 0;

async function open(): Promise<Socket> {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  socket.on('data', () => {
    if (answered++ >= warmUp) latencies.push(performance.now() - (dueAt.get(socket) ?? Number.NaN));
    idle.push(socket);
    if (answered === count + warmUp) done.resolve();
  });
  return socket;
}

// More than are ever in flight: none is opened under way.
idle.push(...(await Promise.all(Array.from({ length: 200 }, open))));
const startAt = performance.now() + 50;
let next = 0;
function spin(): void {
  const now = performance.now();
  while (next < count + warmUp && startAt + (next * 1000) / Number(rate) <= now) {
    const socket = idle.pop();
    if (!socket) break;
    dueAt.set(socket, startAt + (next * 1000) / Number(rate));
    socket.write(request);
    next++;
  }
  if (next < count + warmUp) setImmediate(spin);
}
spin();
await done.promise;
const sorted = Float64Array.from(latencies).sort();
console.log(
  JSON.stringify({
    p50: rank(sorted, 0.5),
    p95: rank(sorted, 0.95),
    p99: rank(sorted, 0.99),
    p999: rank(sorted, 0.999),
  }),
);
process.exit();
