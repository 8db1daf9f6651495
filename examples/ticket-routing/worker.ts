import { parentPort, workerData } from 'node:worker_threads';
import { loadRouter, type Route } from './router.ts';
import type { FaultSettings } from './settings.ts';
import { burn, extraComputeMs } from './slowdown.ts';

export type WorkerRequest = { text: string };

export type WorkerReply =
  | { kind: 'ready'; loadMs: number }
  | { kind: 'routed'; route: Route; inferenceMs: number }
  | { kind: 'failed'; message: string };

if (parentPort === null) throw new Error('worker.ts runs as a worker thread of server.ts, not by itself.');
const port = parentPort;
const fault = workerData as FaultSettings;

const loadStartMs = performance.now();
const route = await loadRouter();

port.on('message', ({ text }: WorkerRequest) => {
  void answer(text).then((reply) => port.postMessage(reply));
});
port.postMessage({ kind: 'ready', loadMs: performance.now() - loadStartMs } satisfies WorkerReply);

async function answer(text: string): Promise<WorkerReply> {
  try {
    const startMs = performance.now();
    const result = await route(text);
    burn(extraComputeMs(performance.now() - startMs, text, fault));
    return { kind: 'routed', route: result, inferenceMs: performance.now() - startMs };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
