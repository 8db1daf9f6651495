import type { LoadPlan, PairingPlan } from '../model/plan.ts';
import type { ScenarioPlan } from '../model/scenario.ts';
import { mostRequestsPerBlock } from '../model/schedule.ts';
import type { Problems } from './problem.ts';

/**
 * Refuses blocks of more requests than the engine keeps in memory at once, before their schedules are drawn. A replayed
 * trace has a rate of its own; its blocks are counted when they are drawn.
 */
export function checkBlockSizes(
  load: LoadPlan,
  pairing: PairingPlan,
  scenarios: readonly ScenarioPlan[],
  problems: Problems,
): void {
  const replays = typeof load.arrivals === 'object' && load.arrivals.kind === 'replay';
  if (!replays) {
    const requests = (load.mixedRatePerSecond * (pairing.leadInMs + pairing.blockMs)) / 1000;
    refuse(requests, ['pairing', 'block'], 'A block of `mixed`', '`pairing.block`', problems);
  }
  for (const scenario of scenarios) {
    if (scenario.kind === 'spike') {
      const { heights, beforeMs, holdMs, afterMs } = scenario;
      const held = Math.max(...heights) * load.expectedRatePerSecond * holdMs;
      const requests = (held + load.mixedRatePerSecond * (beforeMs + afterMs)) / 1000;
      refuse(requests, ['scenarios', 'spike'], 'The highest spike', '`scenarios.spike.hold`', problems);
    }
    if (scenario.kind !== 'ramp') continue;
    const { shape, from, to, steps, stepMs } = scenario;
    const [largest, what] =
      shape === 'linear'
        ? [((from + to) / 2) * steps * stepMs, 'The linear ramp']
        : [to * stepMs, 'The last step of the ramp'];
    const requests = (load.expectedRatePerSecond * largest) / 1000;
    refuse(requests, ['scenarios', 'ramp'], what, '`scenarios.ramp.step`', problems);
  }
}

function refuse(requests: number, path: string[], what: string, length: string, problems: Problems): void {
  if (requests <= mostRequestsPerBlock) return;
  problems.add(
    'config-invalid',
    { path },
    `${what} has ${Math.round(requests)} requests; at most ${mostRequestsPerBlock} of one block are kept in memory.`,
    `Shorten ${length} or lower \`load.expected-rate\`: several blocks need no more memory than one.`,
  );
}
