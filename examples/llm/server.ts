import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { complete, sendEvent } from './complete.ts';
import { modelName } from './completion-answer.ts';
import { RequestError, type CompletionKind } from './completion-request.ts';
import { Engine } from './engine.ts';
import { log } from './log.ts';
import { ensureModel, normalLayers } from './make-model.ts';
import { createMetrics } from './metrics.ts';
import { readSettings } from './settings.ts';
import { QueueFullError } from './slot-queue.ts';

/** Under the 10 s that `docker stop` waits, so that a stop is never a kill. */
const shutdownLimitMs = 8_000;

/** nginx's code for a client that left before its answer; it appears in the metrics only. */
const clientLeftStatus = 499;

const settings = readSettings(process.env);
let state: 'loading' | 'ok' | 'stopping' = 'loading';
let engine: Engine | undefined = undefined;
let inFlight = 0;

const metrics = createMetrics({
  queueDepth: () => engine?.queueDepth ?? 0,
  busySlots: () => engine?.busySlots ?? 0,
});

const server = createServer((request, response) => {
  void handle(request, response).catch((error: unknown) => {
    log('handler-failed', { message: String(error) });
    response.destroy();
  });
});
// Longer than clients keep idle connections, so that it is never this side that closes one under a request.
server.keepAliveTimeout = 75_000;
server.listen(settings.port, settings.host, () => {
  const { port } = server.address() as AddressInfo;
  log('listening', { host: settings.host, port, slots: settings.slots, threads: settings.threads });
});

process.once('SIGTERM', stop);
process.once('SIGINT', stop);

const layers = Math.round(normalLayers * settings.slowdown);
if (layers !== normalLayers) log('fault-injection', { slowdown: settings.slowdown, layers });
const loadStartMs = performance.now();
engine = await Engine.load({ ...settings, modelPath: ensureModel(settings.modelDirectory, layers) });
if (state === 'loading') state = 'ok';
log('model-loaded', { model: modelName, layers, loadMs: Math.round(performance.now() - loadStartMs) });

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  switch (path) {
    case '/v1/chat/completions':
    case '/v1/completions':
      if (allow(request, response, ['POST'])) {
        await answerCompletion(path.includes('chat') ? 'chat' : 'text', request, response);
      }
      return;
    case '/v1/models':
      if (allow(request, response, ['GET', 'HEAD'])) {
        send(response, 200, {
          object: 'list',
          data: [{ id: modelName, object: 'model', owned_by: 'nobody' }],
        });
      }
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
      sendError(response, new RequestError(404, `There is no ${path}.`));
  }
}

function allow(request: IncomingMessage, response: ServerResponse, methods: string[]): boolean {
  if (methods.includes(request.method ?? '')) return true;
  response.setHeader('allow', methods.join(', '));
  sendError(response, new RequestError(405, `Use ${methods.join(' or ')}.`));
  return false;
}

async function answerCompletion(
  kind: CompletionKind,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const clientGone = new AbortController();
  response.once('close', () => clientGone.abort());
  // A stream that began before the stop promised to keep its connection, and the stop would wait for the client to end it.
  response.once('finish', () => {
    if (state === 'stopping') request.socket.end();
  });
  inFlight += 1;
  try {
    if (!engine) throw new RequestError(503, 'The model is loading.');
    await complete(engine, metrics, kind, request, response, clientGone.signal);
  } catch (error) {
    sendError(response, error);
  } finally {
    inFlight -= 1;
    metrics.observeRequest(response.statusCode);
  }
}

/** Before the stream has begun a status tells the error, later an event. */
function sendError(response: ServerResponse, error: unknown): void {
  if (response.destroyed) {
    response.statusCode = clientLeftStatus;
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (response.headersSent) {
    log('completion-failed', { message });
    sendEvent(response, { error: { message, type: 'server_error', code: 500 } });
    response.end();
    return;
  }
  const status = error instanceof RequestError ? error.status : error instanceof QueueFullError ? 503 : 500;
  if (status === 500) log('completion-failed', { message });
  if (status === 503) response.setHeader('retry-after', '1');
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  send(response, status, { error: { message, type, code: status } });
}

function send(response: ServerResponse, status: number, body: object): void {
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
    process.exit(0);
  };
  setTimeout(exit, shutdownLimitMs).unref();
  server.close(exit);
}
