import type { TimeoutPlan } from '../../model/plan.ts';
import type { BlockPlan } from '../../model/schedule.ts';
import type { BlockOrder } from '../messages.ts';
import { stageSchedule, timeUnit } from './stages.ts';

export interface StagedBlock {
  /** k6's own description of a scenario. */
  scenario: object;
  /** All of its VUs, which execution segments share. */
  vus: number;
  /** Of an open loop. */
  dueAtMs?: Float64Array;
  /** From the start: when the last request is due, or is begun at the latest. */
  lastMs: number;
}

export const isOpen = (arrivals: BlockOrder['arrivals']): boolean => arrivals.kind === 'open';

/** Beyond the grace that each request has, which ends by itself and is told: only a script that hangs is cut off. */
const marginSeconds = 5;

/** A block as a scenario of k6: arrivals by `ramping-arrival-rate`, a closed loop by `shared-iterations`. */
export function stageBlock(
  { arrivals: planned }: BlockPlan,
  arrivals: BlockOrder['arrivals'],
  { graceMs }: TimeoutPlan,
): StagedBlock {
  const gracefulStop = `${Math.ceil(graceMs / 1000) + marginSeconds}s`;
  if (arrivals.kind === 'closed' && planned.kind === 'closed') {
    const { concurrency, maximumMs } = arrivals;
    const iterations = planned.loop.itemIndex.length;
    const vus = Math.min(concurrency, iterations);
    return {
      vus,
      scenario: {
        executor: 'shared-iterations',
        vus,
        iterations,
        maxDuration: `${Math.ceil(maximumMs)}ms`,
        gracefulStop,
      },
      lastMs: maximumMs,
    };
  }
  if (planned.kind !== 'open') throw new TypeError('k6 sends no sessions');
  const { stages, dueAtMs } = stageSchedule(planned.schedule.dueAtMs);
  const vus = vusFor(dueAtMs);
  return {
    vus,
    scenario: {
      executor: 'ramping-arrival-rate',
      startRate: 0,
      timeUnit,
      preAllocatedVUs: vus,
      maxVUs: vus,
      gracefulStop,
      stages,
    },
    dueAtMs,
    lastMs: dueAtMs.at(-1) ?? 0,
  };
}

/** Answers may take so long at the busiest moment before k6 has no VU left; all of them are made before the load begins. */
const coveredMs = 2000;
const leastVus = 100;

/** A VU has one request under way. More of them cost memory and connections, fewer cost requests that are not sent. */
export function vusFor(dueAtMs: Float64Array): number {
  let first = 0;
  let most = 0;
  for (let last = 0; last < dueAtMs.length; last++) {
    while ((dueAtMs[last] as number) - (dueAtMs[first] as number) >= coveredMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return Math.max(1, Math.min(dueAtMs.length, leastVus + most));
}
