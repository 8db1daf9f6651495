import type { Block, RunnerConditions } from '../model/run.ts';
import { percentOf } from './numbers.ts';

/**
 * Of the CPU time that was wanted, stolen: enough to explain a generator that fell behind its own schedule. A runner that takes
 * CPU time away must not turn a job red.
 */
export const enoughToLag = 0.2;
/** Less of all CPU time than this is too little to disturb a machine that is nearly idle. */
const leastSteal = 0.05;
/** Of the periods of the generator's quota: p95 is decided by one request in twenty. */
export const mostThrottled = 0.05;
/** A fifth of a block of 5 s. */
export const longestStandstillMs = 1000;
/** CPU time is counted in hundredths of a second, quotas in tenths: over less than this their shares say nothing. */
const shortestWatchMs = 1000;

export interface RunnerBounds {
  /** Of the wanted CPU time, what the hypervisor may take away. */
  mostStolenShare: number;
  /**
   * The model runs under the generator's own CPU quota. To use it up is then the model's own doing, in either arm, and no
   * fault of the machine.
   */
  quotaIsTargets: boolean;
}

/**
 * Why the machine, and not what was asked of it, spoiled the block; null when it did not. The rule looks at the machine and
 * never at latencies, and steal is taken as a share of the wanted CPU time: a slower arm wants more and is stolen from
 * more, but by the same share.
 */
export function runnerFault(
  conditions: RunnerConditions,
  { quotaIsTargets, mostStolenShare }: RunnerBounds,
): string | null {
  const { watchedMs, standstillMs, stealShare, throttledShare } = conditions;
  const faults: string[] = [];
  if (standstillMs >= longestStandstillMs)
    faults.push(`the machine stood still for ${(standstillMs / 1000).toFixed(1)} s`);
  if (watchedMs >= shortestWatchMs) {
    const stolen = stolenShare(conditions);
    if (stolen !== null && stolen > mostStolenShare && (stealShare ?? 0) >= leastSteal)
      faults.push(`the hypervisor took ${percentOf(stolen, false)} of the wanted CPU time away`);
    if (!quotaIsTargets && throttledShare !== null && throttledShare > mostThrottled)
      faults.push(
        `the CPU quota of the generator was used up in ${percentOf(throttledShare, false)} of its periods`,
      );
  }
  return faults.length === 0 ? null : faults.join('; ');
}

/** Of the CPU time that was wanted, what the hypervisor gave to others; null where nobody tells. */
export function stolenShare({ stealShare, busyShare }: RunnerConditions): number | null {
  if (stealShare === null || busyShare === null) return null;
  const wanted = stealShare + busyShare;
  return wanted > 0 ? stealShare / wanted : 0;
}

/** The block with what the machine did meanwhile, invalid by the machine's fault where that explains it. */
export function withRunner(block: Block, runner: RunnerConditions, bounds: RunnerBounds): Block {
  // A generator that was not let run is not at its own limit.
  const fault = runnerFault(
    runner,
    block.validity.valid
      ? bounds
      : { ...bounds, mostStolenShare: Math.min(bounds.mostStolenShare, enoughToLag) },
  );
  if (fault === null) return { ...block, runner };
  const also = block.validity.valid ? '' : `; ${block.validity.reason}`;
  return {
    ...block,
    runner,
    validity: { valid: false, reason: `${fault} during this block${also}`, cause: 'runner' },
  };
}
