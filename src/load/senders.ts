import { Worker } from 'node:worker_threads';
import { SluiceError } from '../model/error.ts';
import { isWorkflowVariable } from '../model/workflow-variable.ts';
import { engineFault } from './engine-fault.ts';
import type { BlockOrder, FromSender, SenderReport, ToSender, WorkerStart } from './messages.ts';

/** The worker threads that send, as one. */
export interface Senders {
  /** Hands each worker its share; they are ready to start when it resolves. */
  prepare(order: Omit<BlockOrder, 'worker'>): Promise<void>;
  /** Starts the prepared block; resolves when every worker is done with it. */
  go(startAtMs: number): Promise<SenderReport[]>;
  stop(reason: string): void;
  close(): Promise<void>;
}

const startTimeoutMs = 30_000;

/** Starts the workers. Rejects with `engine-failed` when one cannot be started, however it fails. */
export async function startSenders(count: number, file: string, start: WorkerStart): Promise<Senders> {
  const workers = Array.from({ length: count }, () => new SenderThread(file, start));
  const close = async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  };
  try {
    await Promise.all(workers.map((worker) => worker.expect('idle', startTimeoutMs)));
  } catch (error) {
    await close();
    throw error;
  }
  for (const worker of workers) worker.rest();
  return {
    async prepare(order) {
      await Promise.all(
        workers.map((worker, index) => {
          const ready = worker.expect('ready', startTimeoutMs);
          worker.tell({ kind: 'prepare', order: { ...order, worker: index } });
          return ready;
        }),
      );
    },
    async go(startAtMs) {
      const done = workers.map((worker) => worker.expect('done'));
      for (const worker of workers) worker.tell({ kind: 'go', startAtMs });
      const messages = await Promise.all(done);
      for (const worker of workers) worker.rest();
      return messages.map((message) => message.report);
    },
    stop(reason) {
      for (const worker of workers) worker.tell({ kind: 'stop', reason });
    },
    close,
  };
}

type Waiting = {
  kind: FromSender['kind'];
  resolve: (message: FromSender) => void;
  reject: (error: SluiceError) => void;
};

/** One worker thread. Whatever ends it unasked rejects what is waited for, so that nothing ever hangs on it. */
class SenderThread {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #failure: SluiceError | undefined;

  constructor(file: string, start: WorkerStart) {
    this.#worker = new Worker(file, {
      workerData: start,
      execArgv: [],
      // A script of the workload runs there: it is none of its business what the workflow's tokens are.
      env: withoutWorkflowVariables(process.env),
      // Otherwise V8 keeps ever more of the garbage of the blocks: after 10^6 requests 240 MB instead of 200.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    this.#worker.on('error', (error) =>
      this.#fail(error instanceof Error ? error.message : String(error), error),
    );
    this.#worker.on('messageerror', (error) => this.#fail(error.message, error));
    this.#worker.on('exit', (code) => this.#fail(`it ended with code ${code}`));
    this.#worker.on('message', (message: FromSender) => {
      if (message.kind === 'failed') this.#failAs(message);
      else if (this.#waiting?.kind === message.kind) this.#waiting.resolve(message);
    });
  }

  tell(message: ToSender): void {
    this.#worker.postMessage(message);
  }

  /** The next message of this kind. While it is waited for, the thread keeps the process alive. */
  async expect<K extends FromSender['kind']>(
    kind: K,
    timeoutMs?: number,
  ): Promise<Extract<FromSender, { kind: K }>> {
    if (this.#failure) throw this.#failure;
    this.#worker.ref();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Extract<FromSender, { kind: K }>>((resolve, reject) => {
        this.#waiting = { kind, resolve: resolve as Waiting['resolve'], reject };
        if (timeoutMs !== undefined) {
          timer = setTimeout(() => this.#fail(`it did not answer within ${timeoutMs / 1000} s`), timeoutMs);
        }
      });
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  /** Between blocks the thread does not keep the process alive. */
  rest(): void {
    this.#worker.unref();
  }

  async close(): Promise<void> {
    this.#failure ??= engineFault('The load engine was closed.');
    await this.#worker.terminate();
  }

  #failAs({ message, stack, error }: Extract<FromSender, { kind: 'failed' }>): void {
    if (error) this.#failure ??= new SluiceError(error.code, error);
    this.#fail(message, stack);
  }

  #fail(detail: string, cause?: unknown): void {
    this.#failure ??= engineFault(`A worker thread of the load engine failed: ${detail}.`, cause);
    this.#waiting?.reject(this.#failure);
  }
}

const withoutWorkflowVariables = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !isWorkflowVariable(name)));
