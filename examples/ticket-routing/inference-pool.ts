import { Worker } from 'node:worker_threads';
import type { Route } from './router.ts';
import type { FaultSettings } from './settings.ts';
import type { WorkerReply, WorkerRequest } from './worker.ts';

export interface Inference {
  route: Route;
  inferenceMs: number;
}

export class QueueFullError extends Error {}

interface Job {
  text: string;
  signal: AbortSignal;
  resolve: (inference: Inference) => void;
  reject: (error: Error) => void;
}

export interface PoolOptions {
  workers: number;
  maxQueue: number;
  fault: FaultSettings;
  /** A worker that died leaves the pool with less than it promised; the server decides what follows. */
  onWorkerDeath: (error: Error) => void;
}

/**
 * Worker threads behind one first-in, first-out queue. Each worker has one text at a time, so a request's
 * latency is its wait in this queue plus its own inference, and nothing else.
 */
export class InferencePool {
  readonly #waiting: Job[] = [];
  readonly #idle: Worker[] = [];
  readonly #running = new Map<Worker, Job>();
  readonly #workers: Worker[] = [];
  readonly #maxQueue: number;
  readonly #ready: Promise<number[]>;
  #closing = false;

  constructor(options: PoolOptions) {
    this.#maxQueue = options.maxQueue;
    this.#ready = Promise.all(
      Array.from({ length: options.workers }, () => this.#start(options.fault, options.onWorkerDeath)),
    );
  }

  /** Resolves when every worker has loaded the model, with the load times in milliseconds. */
  get ready(): Promise<number[]> {
    return this.#ready;
  }

  get queueDepth(): number {
    return this.#waiting.length;
  }

  get running(): number {
    return this.#running.size;
  }

  /** @throws {QueueFullError} when `maxQueue` requests are waiting already. */
  infer(text: string, signal: AbortSignal): Promise<Inference> {
    if (this.#idle.length === 0 && this.#waiting.length >= this.#maxQueue) {
      return Promise.reject(new QueueFullError(`${this.#maxQueue} requests are waiting already.`));
    }
    return new Promise((resolve, reject) => {
      const job: Job = { text, signal, resolve, reject };
      // Nobody reads the answer of a client that has gone: its place in the queue goes to the next one.
      signal.addEventListener('abort', () => this.#forget(job), { once: true });
      this.#waiting.push(job);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #forget(job: Job): void {
    const position = this.#waiting.indexOf(job);
    if (position === -1) return;
    this.#waiting.splice(position, 1);
    job.reject(new Error('The client closed the connection.'));
  }

  #dispatch(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.shift()!;
      const job = this.#waiting.shift()!;
      this.#running.set(worker, job);
      worker.postMessage({ text: job.text } satisfies WorkerRequest);
    }
  }

  #start(fault: FaultSettings, onDeath: (error: Error) => void): Promise<number> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: fault });
    this.#workers.push(worker);
    return new Promise((resolve, reject) => {
      const die = (error: Error): void => {
        if (this.#closing) return;
        this.#running.get(worker)?.reject(error);
        this.#running.delete(worker);
        reject(error);
        onDeath(error);
      };
      worker.once('error', die);
      worker.once('exit', (code) => die(new Error(`An inference worker exited with code ${code}.`)));
      worker.on('message', (reply: WorkerReply) => {
        if (reply.kind === 'ready') resolve(reply.loadMs);
        else this.#settle(worker, reply);
        this.#idle.push(worker);
        this.#dispatch();
      });
    });
  }

  #settle(worker: Worker, reply: Exclude<WorkerReply, { kind: 'ready' }>): void {
    const job = this.#running.get(worker);
    this.#running.delete(worker);
    if (reply.kind === 'routed') job?.resolve({ route: reply.route, inferenceMs: reply.inferenceMs });
    else job?.reject(new Error(reply.message));
  }
}
