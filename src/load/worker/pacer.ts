import type { MessagePort } from 'node:worker_threads';
import type { ToPacer } from '../messages.ts';
import { createClock, type Clock } from '../clock.ts';

/**
 * The thread that wakes the sender when a request is due. Timers of the event loop have a resolution of 1 ms and are
 * late by half of that on average; spinning would burn a core that the model needs. A sleeping thread costs nothing and
 * wakes within about a tenth of a millisecond; the sender tells how much earlier than due it must aim, so that the way
 * from here to there is used up by the time it arrives. Figures: docs/load-engine.md.
 */
export function runPacer(port: MessagePort): void {
  const clock = createClock();
  port.on('message', (order: ToPacer) => {
    const before = process.threadCpuUsage();
    pace(order, clock, () => port.postMessage(0));
    const used = process.threadCpuUsage(before);
    order.cpuSeconds[0] = (used.user + used.system) / 1e6;
  });
}

/**
 * Calls `wake` once for each due time, or once for several that are due together, and once more when all are past, so
 * that none can be left over. Returns early when it is stopped.
 */
export function pace(order: ToPacer, clock: Clock, wake: () => void): void {
  const { dueAtMs, step, startAtMs, stop, aimEarlyMs } = order;
  let row = order.first;
  while (row < dueAtMs.length) {
    if (Atomics.load(stop, 0) !== 0) return;
    const waitMs = startAtMs + (dueAtMs[row] as number) - (aimEarlyMs[0] as number) - clock();
    if (waitMs > 0) {
      Atomics.wait(stop, 0, 0, waitMs);
      continue;
    }
    wake();
    const now = clock();
    row += step;
    // What is due by now is sent on the same wake.
    while (row < dueAtMs.length && startAtMs + (dueAtMs[row] as number) <= now) row += step;
  }
  const lastMs = startAtMs + (dueAtMs.at(-1) ?? 0);
  for (let waitMs = lastMs - clock(); waitMs > 0; waitMs = lastMs - clock()) {
    if (Atomics.wait(stop, 0, 0, waitMs) !== 'timed-out') return;
  }
  wake();
}
