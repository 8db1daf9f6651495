import type { ScenarioPlan } from '../model/scenario.ts';
import { faultBlockMs } from './fault-blocks.ts';
import { refiningSteps } from './next-ramp-rate.ts';
import { settleMs } from './ramp-step.ts';

/** From the end of one block to the start of the next, for blocks in a row: what is in flight is answered. */
export const betweenMs = 300;

/**
 * How long a scenario takes one arm, about, starts of the target left out; so that a budget that cannot hold all that was
 * asked for is told of before anything is started. `mixed` and `edge-cases` take what is left and a share: 0 here.
 */
export function scenarioMs(scenario: ScenarioPlan, classes: number): number {
  switch (scenario.kind) {
    case 'cold-start':
    case 'mixed':
    case 'edge-cases':
      return 0;
    case 'single':
      // At most: classes that answer fast end sooner.
      return classes * scenario.maximumMs;
    case 'ramp':
      return scenario.steps * (scenario.stepMs + betweenMs);
    case 'closed':
      return scenario.durationMs * 1.2;
    case 'spike':
      return scenario.heights.length * (scenario.beforeMs + scenario.holdMs + scenario.afterMs + betweenMs);
    case 'sustained':
    case 'soak':
    case 'endurance':
      return scenario.durationMs;
    case 'long-context':
      // Every doubling, as where the server has room for all; steps are longer where answers take long.
      return (Math.ceil(Math.log2(scenario.mostConcurrency)) + 1) * (scenario.stepMs * 1.2 + betweenMs);
    case 'batching':
      return (
        Math.max(1, scenario.settings.length) *
        scenario.concurrency.length *
        (scenario.stepMs * 1.2 + betweenMs)
      );
    case 'faults':
      return scenario.faults.length * (faultBlockMs(scenario) + betweenMs);
  }
}

/** What a start and the first requests after it take, by guess: a large model takes longer. */
const startGuessMs = 2_000;

/**
 * What comes on top for one arm, by guess: starts beyond the first, and what settles after steps of a ramp that broke. None of
 * it is certain, so no budget is refused for it.
 */
export function scenarioExtraMs(scenario: ScenarioPlan): number {
  switch (scenario.kind) {
    case 'cold-start':
      return (scenario.starts - 1) * startGuessMs;
    case 'ramp':
      return scenario.shape === 'linear' ? 0 : refiningSteps(scenario) * settleMs;
    case 'batching':
      // One for each setting, and one to be as before.
      return scenario.settings.length === 0 ? 0 : (scenario.settings.length + 1) * startGuessMs;
    case 'faults':
      // With the proxy, and without it again.
      return 2 * startGuessMs;
    default:
      return 0;
  }
}
