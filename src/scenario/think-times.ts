import type { ThinkTimePlan } from '../model/scenario.ts';
import type { Random } from '../model/schedule.ts';

/** One think time for each request: what its user waits after the answer, in milliseconds. Undefined: nobody waits. */
export function drawThinkTimes(
  thinkTime: ThinkTimePlan,
  count: number,
  random: Random,
): Float64Array | undefined {
  switch (thinkTime.kind) {
    case 'none':
      return undefined;
    case 'constant':
      return new Float64Array(count).fill(thinkTime.thinkMs);
    case 'exponential':
      return Float64Array.from({ length: count }, () => -thinkTime.meanMs * Math.log(1 - random()));
  }
}

/** What a user thinks after an answer, on average. */
export function meanThinkMs(thinkTime: ThinkTimePlan): number {
  switch (thinkTime.kind) {
    case 'none':
      return 0;
    case 'constant':
      return thinkTime.thinkMs;
    case 'exponential':
      return thinkTime.meanMs;
  }
}
