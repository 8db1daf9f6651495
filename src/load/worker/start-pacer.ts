import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { WorkerStart } from '../messages.ts';

/** A pacer's thread that is coming up. */
export interface PacerThread {
  thread: Worker;
  /** Rejects when it fails before that. */
  online: Promise<unknown>;
}

export function startPacer(file: string): PacerThread {
  const thread = new Worker(file, { workerData: { role: 'pacer' } satisfies WorkerStart, execArgv: [] });
  return { thread, online: once(thread, 'online') };
}
