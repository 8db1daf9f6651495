/**
 * Answers each request after a delay drawn from a known distribution (argument 1), counted from when it was read. Spins
 * near the end of a delay, so a delay is exact to some microseconds and the server takes a core. `freezing` stands still
 * for 500 ms every 10 s.
 */
import type { Socket } from 'node:net';
import { knownDelays, spread, type KnownDelay } from '../distributions.ts';
import { answer, serve } from './http-connection.ts';

const delay = knownDelays[process.argv[2] ?? 'constant'] as KnownDelay;
const freezes = delay.name === 'freezing';
const waiting: { dueAt: number; socket: Socket }[] = [];
let served = 0;
let spinning = false;
let firstAt = Number.NaN;
let frozen = 0;

serve((socket) => {
  const now = performance.now();
  if (Number.isNaN(firstAt)) firstAt = now;
  const entry = { dueAt: now + delay.quantile(spread(served++)), socket };
  let place = waiting.length;
  while (place > 0 && (waiting[place - 1]?.dueAt ?? 0) > entry.dueAt) place--;
  waiting.splice(place, 0, entry);
  if (!spinning) wait();
});

function wait(): void {
  spinning = true;
  if (freezes && performance.now() - firstAt > 10_000 * frozen + 5000) {
    frozen++;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
  while (waiting[0] && waiting[0].dueAt <= performance.now())
    answer((waiting.shift() as { socket: Socket }).socket, {});
  if (!waiting[0]) {
    spinning = false;
    return;
  }
  const leftMs = waiting[0].dueAt - performance.now();
  if (leftMs > 3) setTimeout(wait, leftMs - 2);
  else setImmediate(wait);
}
