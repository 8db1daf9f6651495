import type { RunnerConditions } from '../model/run.ts';
import { readQuotaPeriods, throttledShareBetween } from './quota.ts';
import { watchRunner } from './runner-load.ts';
import { watchStandstill } from './standstill.ts';

/**
 * Watches the machine from now on, until the returned function is called; it must be called. Never throws.
 *
 * That function takes the longest delay, in milliseconds, that the sending threads saw in their own event loops: what stops
 * the whole process stops them as well, and work of the main thread alone does not.
 */
export function watchConditions(): (longestDelayMs: number) => RunnerConditions {
  const begunAtMs = performance.now();
  const standstill = watchStandstill();
  const runner = watchRunner();
  const quotas = readQuotaPeriods();
  return (longestDelayMs) => {
    const { stoppedMs, asleepMs } = standstill.stop();
    const { stealShare, cpuBusyShare } = runner.stop();
    return {
      watchedMs: Math.round(performance.now() - begunAtMs),
      busyShare: rounded(cpuBusyShare),
      stealShare: rounded(stealShare?.mean ?? null),
      throttledShare: rounded(throttledShareBetween(quotas, readQuotaPeriods())),
      standstillMs: Math.round(Math.max(asleepMs, Math.min(stoppedMs, longestDelayMs))),
    };
  };
}

const rounded = (share: number | null): number | null => (share === null ? null : Number(share.toFixed(4)));
