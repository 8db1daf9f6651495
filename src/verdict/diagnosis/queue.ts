import { counted, percentOf, twoDigits } from '../numbers.ts';
import type { Rule } from './input.ts';

/** Refused with 429 or 503; an SLO for errors is seldom looser. */
const refusedShare = 0.01;
/** Fewer on average is the coming and going of any load. */
const fewestWaiting = 1;

/** More comes in than is admitted: refused, or waiting in a queue that nothing else explains. */
export const queue: Rule = ({ load, telemetry, errors, attempted }) => {
  const refused = attempted > 0 ? (errors.overload ?? 0) / attempted : 0;
  const [waiting, running] = [telemetry['server.waiting'], telemetry['server.running']];
  const queued = waiting !== undefined && waiting.mean >= Math.max(fewestWaiting, running?.mean ?? 0);
  const seen =
    waiting && queued
      ? [
          `${counted(waiting.mean, 'request')} waited on average and ${twoDigits(waiting.most)} at most${running ? `, while ${twoDigits(running.mean)} ran` : ''}`,
        ]
      : [];
  if (refused >= refusedShare) {
    return {
      bottleneck: 'queue',
      strength: 0.85,
      sentence: `the server refuses requests ${load}`,
      evidence: [`${percentOf(refused, false)} of the requests were refused as too many`, ...seen],
    };
  }
  if (seen.length === 0) return undefined;
  return {
    bottleneck: 'queue',
    // Every other bottleneck makes a queue as well.
    strength: 0.4,
    sentence: `more requests wait than run ${load}`,
    evidence: seen,
  };
};
