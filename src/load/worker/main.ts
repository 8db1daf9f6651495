import { parentPort, workerData } from 'node:worker_threads';
import { engineFault } from '../engine-fault.ts';
import type { WorkerStart } from '../messages.ts';
import { runPacer } from './pacer.ts';
import { startPacer } from './start-pacer.ts';

/** The one file of all worker threads. The pacer needs no HTTP client, so that is loaded only where requests are sent. */
const start = workerData as WorkerStart;
if (!parentPort)
  throw engineFault('The worker file was run as a program; it is started by the load engine only.');
if (start.role === 'pacer') {
  runPacer(parentPort);
} else {
  // Its pacer comes up in the meantime.
  const pacer = startPacer(start.file);
  const { runSender } = await import('./sender.ts');
  runSender(parentPort, start, pacer);
}
