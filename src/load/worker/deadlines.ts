import type { TimeoutPlan } from '../../model/plan.ts';
import type { Connection } from './connection.ts';

/** Why a request ran out of time at `nowMs`, or undefined while it has some left. */
export function findTimeout(
  connection: Connection,
  timeouts: TimeoutPlan,
  nowMs: number,
): string | undefined {
  if (nowMs - connection.dispatchedAt > timeouts.totalMs)
    return `no complete answer in ${timeouts.totalMs} ms (total)`;
  switch (connection.phase) {
    case 'connecting':
      return nowMs - connection.dispatchedAt > timeouts.connectMs
        ? `no connection in ${timeouts.connectMs} ms (connect)`
        : undefined;
    case 'waiting':
      return nowMs - connection.sentAt > timeouts.firstByteMs
        ? `no first byte in ${timeouts.firstByteMs} ms (first byte)`
        : undefined;
    case 'receiving':
      return nowMs - connection.lastByteAt > timeouts.betweenChunksMs
        ? `the answer stood still for ${timeouts.betweenChunksMs} ms (between chunks)`
        : undefined;
  }
}

/** How often the requests in flight are looked at: a fiftieth of the shortest time-out, within 1 and 25 ms. */
export function deadlineIntervalMs(timeouts: TimeoutPlan): number {
  const shortest = Math.min(
    timeouts.connectMs,
    timeouts.firstByteMs,
    timeouts.betweenChunksMs,
    timeouts.totalMs,
  );
  return Math.min(25, Math.max(1, Math.round(shortest / 50)));
}
