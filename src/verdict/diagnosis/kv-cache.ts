import { counted, percentOf, twoDigits } from '../numbers.ts';
import type { Rule } from './input.ts';

/** Blocks are given out whole, so a cache that no request fits into any more is seldom exactly full. */
const full = 0.95;

/** No room for the context of more requests: they wait, or running ones are thrown out and computed anew. */
export const kvCache: Rule = ({ load, telemetry, durationMs, exhausted }) => {
  const share = telemetry['server.kv-cache']?.most;
  const preempted = Math.round(((telemetry['server.preemptions']?.mean ?? 0) * durationMs) / 1000);
  const waiting = telemetry['server.waiting']?.most ?? 0;
  const isFull = share !== undefined && share >= full && waiting >= 1;
  if (!isFull && preempted < 1 && !exhausted) return undefined;
  const meanwhile = [
    ...(waiting >= 1 ? [`up to ${counted(waiting, 'request')} waited`] : []),
    ...(preempted >= 1 ? [`${twoDigits(preempted)} were preempted`] : []),
  ].join(' and ');
  const seen =
    share === undefined
      ? meanwhile
      : `KV cache ${percentOf(share, false)} full${meanwhile === '' ? '' : ` while ${meanwhile}`}`;
  return {
    bottleneck: 'kv-cache',
    // A preemption is the server's own word for it.
    strength: preempted >= 1 ? 1 : 0.9,
    sentence: `the KV cache has no room for more requests ${load}`,
    evidence: [
      ...(seen === '' ? [] : [seen]),
      ...(exhausted
        ? [
            `with inputs of ${exhausted.className} it was exhausted at ${counted(exhausted.concurrency, 'request')} at a time`,
          ]
        : []),
    ],
  };
};
