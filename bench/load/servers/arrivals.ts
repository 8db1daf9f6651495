/**
 * Answers at once and keeps when each POST came in. `GET /arrivals` tells how many there were and, for the rate in the
 * query, how far each was from an even grid of that rate: the same yardstick for every client.
 */
import { rank } from '../result.ts';
import { answer, serve } from './http-connection.ts';

let arrivals: number[] = [];

serve((socket, head) => {
  const now = performance.now();
  if (head.startsWith('POST')) {
    arrivals.push(now);
    return answer(socket, {});
  }
  const rate = Number(/rate=([\d.]+)/.exec(head)?.[1] ?? 1);
  answer(socket, describe(rate));
  arrivals = [];
});

function describe(rate: number): object {
  const offsets = arrivals.map((at, index) => at - (index * 1000) / rate);
  const earliest = offsets.reduce((least, offset) => Math.min(least, offset), Number.POSITIVE_INFINITY);
  const late = offsets.map((offset) => offset - earliest).sort((a, b) => a - b);
  const spanMs = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0);
  return {
    count: arrivals.length,
    ratePerSecond: spanMs > 0 ? ((arrivals.length - 1) * 1000) / spanMs : 0,
    p50: rank(late, 0.5),
    p99: rank(late, 0.99),
    max: rank(late, 1),
  };
}
