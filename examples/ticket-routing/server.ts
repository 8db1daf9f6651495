import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { InferencePool, QueueFullError } from './inference-pool.ts';
import { log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { readTicketText, RequestError } from './request-body.ts';
import { modelName } from './router.ts';
import { readSettings } from './settings.ts';

/** Under the 10 s that `docker stop` waits, so that a stop is never a kill. */
const shutdownLimitMs = 4_500;

/** nginx's code for a client that left before its answer; it appears in the metrics only. */
const clientLeftStatus = 499;

const settings = readSettings(process.env);
let state: 'loading' | 'ok' | 'stopping' = 'loading';
let inFlight = 0;
let routedRequests = 0;

const pool = new InferencePool({
  ...settings,
  onWorkerDeath(error) {
    // Restarting is the orchestrator's work, and it can only do it for a process that is gone.
    log('worker-died', { message: error.message });
    process.exit(1);
  },
});
const metrics = createMetrics({ queueDepth: () => pool.queueDepth, inFlight: () => inFlight });

const server = createServer((request, response) => {
  void handle(request, response).catch((error: unknown) => {
    log('handler-failed', { message: String(error) });
    response.destroy();
  });
});

server.requestTimeout = 10_000;
// Longer than clients keep idle connections, so that it is never this side that closes one under a request.
server.keepAliveTimeout = 75_000;
server.listen(settings.port, settings.host, () => {
  const { port } = server.address() as AddressInfo;
  log('listening', { host: settings.host, port, workers: settings.workers, maxQueue: settings.maxQueue });
  const { slowdownFactor, errorRatio, startSlowdownFactor } = settings.fault;
  if (slowdownFactor !== 1 || errorRatio !== 0 || startSlowdownFactor !== 1) {
    log('fault-injection', { ...settings.fault });
  }
});

void pool.ready.then(
  async (loadMs) => {
    // performance.now() counts from the start of the process. A wait and no work: as for weights that come from a disk.
    await sleep(performance.now() * (settings.fault.startSlowdownFactor - 1));
    if (state === 'loading') state = 'ok';
    log('model-loaded', { model: modelName, loadMs: Math.round(Math.max(...loadMs)) });
  },
  () => {}, // onWorkerDeath has reported it and ended the process.
);

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  switch (path) {
    case '/route':
      if (allow(request, response, ['POST'])) await answerRoute(request, response);
      return;
    case '/health':
      if (allow(request, response, ['GET', 'HEAD'])) {
        send(response, state === 'ok' ? 200 : 503, { status: state });
      }
      return;
    case '/metrics':
      if (allow(request, response, ['GET', 'HEAD'])) {
        response.setHeader('content-type', metrics.registry.contentType);
        response.end(await metrics.registry.metrics());
      }
      return;
    default:
      send(response, 404, { error: 'Not found. There are POST /route, GET /health and GET /metrics.' });
  }
}

function allow(request: IncomingMessage, response: ServerResponse, methods: string[]): boolean {
  if (methods.includes(request.method ?? '')) return true;
  response.setHeader('allow', methods.join(', '));
  send(response, 405, { error: `Use ${methods.join(' or ')}.` });
  return false;
}

async function answerRoute(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startMs = performance.now();
  const clientGone = new AbortController();
  response.once('close', () => clientGone.abort());
  inFlight += 1;
  try {
    await route(request, response, clientGone.signal);
  } catch (error) {
    sendError(response, error);
  } finally {
    inFlight -= 1;
    metrics.observeRequest(response.statusCode, performance.now() - startMs);
  }
}

async function route(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const text = await readTicketText(request);
  if (state === 'loading') throw new RequestError(503, 'The model is loading.');
  routedRequests += 1;
  if (isInjectedError(routedRequests, settings.fault.errorRatio)) {
    throw new Error('Injected by ERROR_RATE.');
  }
  const inference = await pool.infer(text, signal);
  metrics.observeInference(inference.inferenceMs);
  const { queue, score, tokens } = inference.route;
  send(response, 200, { queue, score: Number(score.toFixed(4)), tokens, model: modelName });
}

/**
 * Spreads the injected errors over the requests without chance, so that two runs fail alike. The hash is
 * the golden-ratio sequence: the fractional parts of n times it fill 0 to 1 evenly.
 */
function isInjectedError(requestNumber: number, errorRatio: number): boolean {
  return (requestNumber * 0.618_033_988_749_894_9) % 1 < errorRatio;
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.destroyed) {
    response.statusCode = clientLeftStatus;
  } else if (error instanceof QueueFullError) {
    response.setHeader('retry-after', '1');
    send(response, 503, { error: error.message });
  } else if (error instanceof RequestError) {
    if (error.status === 503) response.setHeader('retry-after', '1');
    send(response, error.status, { error: error.message });
  } else {
    const message = error instanceof Error ? error.message : String(error);
    log('inference-failed', { message });
    send(response, 500, { error: message });
  }
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  if (response.destroyed) {
    response.statusCode = clientLeftStatus;
    return;
  }
  if (state === 'stopping') response.setHeader('connection', 'close');
  const payload = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
  });
  response.end(payload);
}

/** No new connections, an answer to every request that is already here, then the end. */
function stop(signal: NodeJS.Signals): void {
  state = 'stopping';
  log('stopping', { signal, inFlight });
  const exit = (): void => {
    log('stopped', { unanswered: inFlight });
    void pool.close().finally(() => process.exit(0));
  };
  setTimeout(exit, shutdownLimitMs).unref();
  server.close(exit);
}
