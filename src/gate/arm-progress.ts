import type { EngineProgress } from '../load/index.ts';
import type { Arm } from '../model/run.ts';
import type { ScenarioName } from '../model/scenario.ts';
import type { BlockPlan } from '../model/schedule.ts';
import { remainingMs } from './context.ts';
import type { GateContext } from './context.ts';

/** Tells where the blocks of one arm stand. The errors of a block are added to those of its scenario's earlier blocks. */
export function createProgress(arm: Arm, context: GateContext) {
  let failed: { scenario?: ScenarioName; errors: number } = { errors: 0 };
  /** @param position of the block in its scenario: `pair 4 of up to 18` */
  return ({ scenario, ratePerSecond, arrivals, parts }: BlockPlan, position: string) => {
    const before = failed.scenario === scenario ? failed.errors : 0;
    return ({ errors, p50Ms, p95Ms, p99Ms, ...now }: EngineProgress): void => {
      failed = { scenario, errors: before + errors };
      context.tell({
        kind: 'progress',
        progress: {
          scenario,
          arm,
          position,
          elapsedMs: performance.now() - context.startedAtMs,
          remainingMs: Math.max(0, remainingMs(context)),
          ratePerSecond: now.ratePerSecond,
          inFlight: now.inFlight,
          ...(ratePerSecond === undefined || parts ? {} : { askedPerSecond: ratePerSecond }),
          ...(arrivals.kind === 'closed' ? { concurrency: arrivals.loop.concurrency } : {}),
          p50Ms,
          p95Ms,
          p99Ms,
          errors: before + errors,
        },
      });
    };
  };
}
