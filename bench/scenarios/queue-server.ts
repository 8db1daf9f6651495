/**
 * An HTTP server whose truth is known: so many workers behind one queue, first come, first served (M/M/c or M/D/c under
 * Poisson arrivals). It sleeps and computes nothing. Every POST, whatever its path, is one request; `GET /health` tells
 * whether it is ready; `GET /metrics` has `queue_requests_running` and `queue_requests_waiting` as Prometheus text.
 *
 * Parameters, from the environment:
 * - `PORT`: to listen on; 0, the default, takes a free one. The port is printed.
 * - `WORKERS` (1): requests served at a time. Its capacity is WORKERS / SERVICE_MS.
 * - `SERVICE_MS` (50): mean service time.
 * - `SERVICE`: `fixed` (default) or `exponential`, drawn from `SEED` (1).
 * - `QUEUE_LIMIT`: a request that finds so many waiting is answered with 503 at once. None by default: the queue grows.
 * - `DIE_AT_WAITING`: the process ends, with code 3, when so many wait. Never by default.
 * - `START_MS` (0): so long after its start it is not ready: `/health` is 503.
 * - `LEAK_MB_PER_MINUTE` (0): memory (1 MB is 10^6 bytes) that it takes and never gives back, evenly over time.
 * - `SCALE_WORKERS`, `SCALE_AFTER_MS`: so many workers from so long on after a request first had to wait; as an
 *   autoscaler does it, once. Not by default.
 *
 * Times are virtual: a worker that is free takes the next request at the very moment that its last one was to be over,
 * however late the timer was. So capacity and queue are exact, and only the answer itself is late, by a millisecond or so.
 */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';

interface Waiting {
  arrivedAtMs: number;
  response: ServerResponse;
}

const setting = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

const serviceMs = setting('SERVICE_MS', 50);
const queueLimit = setting('QUEUE_LIMIT', Number.POSITIVE_INFINITY);
const dieAtWaiting = setting('DIE_AT_WAITING', Number.POSITIVE_INFINITY);
const scaleWorkers = setting('SCALE_WORKERS', 0);
const generator = xoroshiro128plus(setting('SEED', 1));
const readyAtMs = performance.now() + setting('START_MS', 0);

const waiting: Waiting[] = [];
let workers = setting('WORKERS', 1);
let running = 0;
let willScale = scaleWorkers > workers;

function arrive(response: ServerResponse): void {
  const request = { arrivedAtMs: performance.now(), response };
  if (running < workers) return serve(request, request.arrivedAtMs);
  if (waiting.length >= queueLimit) return answer(response, 503, '{"error":"the queue is full"}');
  waiting.push(request);
  if (waiting.length >= dieAtWaiting) process.exit(3);
  if (!willScale) return;
  willScale = false;
  setTimeout(scaleOut, setting('SCALE_AFTER_MS', 0));
}

function serve({ response }: Waiting, startedAtMs: number): void {
  running += 1;
  const endsAtMs = startedAtMs + drawServiceMs();
  const finish = (): void => {
    // A timer may fire up to a millisecond early.
    if (performance.now() < endsAtMs) return void setTimeout(finish, 1);
    running -= 1;
    answer(response, 200, '{"label":"ok"}');
    const next = running < workers ? waiting.shift() : undefined;
    if (next) serve(next, Math.max(endsAtMs, next.arrivedAtMs));
  };
  setTimeout(finish, endsAtMs - performance.now());
}

function drawServiceMs(): number {
  if (process.env.SERVICE !== 'exponential') return serviceMs;
  return -serviceMs * Math.log(1 - uniformFloat64(generator));
}

function scaleOut(): void {
  workers = scaleWorkers;
  for (const next of waiting.splice(0, workers - running)) serve(next, performance.now());
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(text);
}

const leak: Buffer[] = [];
const leakedBytes = 64 * 1024;
const leakPerMinute = setting('LEAK_MB_PER_MINUTE', 0) * 1e6;
// Filled, since memory that nobody wrote to is not resident.
if (leakPerMinute > 0)
  setInterval(
    () => leak.push(Buffer.allocUnsafeSlow(leakedBytes).fill(1)),
    (60_000 * leakedBytes) / leakPerMinute,
  );

const server = createServer((request, response) => {
  request.resume();
  if (request.method === 'POST') return void request.on('end', () => arrive(response));
  if (request.url === '/metrics') {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    const gauge = (name: string, value: number) => `# TYPE ${name} gauge\n${name} ${value}\n`;
    const texts = [gauge('queue_requests_running', running), gauge('queue_requests_waiting', waiting.length)];
    return void response.end(texts.join(''));
  }
  const isReady = performance.now() >= readyAtMs;
  answer(response, isReady ? 200 : 503, JSON.stringify({ ready: isReady }));
});

server.keepAliveTimeout = 60_000;
server.listen(setting('PORT', 0), '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
