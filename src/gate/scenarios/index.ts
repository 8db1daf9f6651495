import type { ScenarioPlan } from '../../model/scenario.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { measureBatching } from './batching.ts';
import { measureClosed, measureSingle } from './plain.ts';
import { measureColdStarts } from './cold-start.ts';
import { measureFaults } from './faults.ts';
import { measureLongContext } from './long-context.ts';
import { measureRamp } from './ramp.ts';
import { measureSpikes } from './spike.ts';
import { measureSteady } from './steady.ts';

/** They take minutes, start the target anew or harm it on purpose: of the candidate alone. */
export const ofCandidateAlone: ReadonlySet<ScenarioPlan['kind']> = new Set([
  'sustained',
  'soak',
  'endurance',
  'batching',
  'faults',
]);

/** The scenarios that describe an arm and do not decide, in the order of the plan, as far as it has them. */
export async function describeArm(arm: MeasuredArm, bench: Bench): Promise<void> {
  for (const scenario of bench.plan.scenarios) {
    if (arm.arm === 'base' && ofCandidateAlone.has(scenario.kind)) continue;
    await describe(scenario, arm, bench);
  }
}

async function describe(scenario: ScenarioPlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  switch (scenario.kind) {
    case 'cold-start':
      return measureColdStarts(scenario, arm, bench);
    case 'single':
      return measureSingle(scenario, arm, bench);
    case 'ramp':
      return measureRamp(scenario, arm, bench);
    case 'closed':
      return measureClosed(scenario, arm, bench);
    case 'spike':
      return measureSpikes(scenario, arm, bench);
    case 'sustained':
    case 'soak':
    case 'endurance':
      return measureSteady(scenario, arm, bench);
    case 'long-context':
      return measureLongContext(scenario, arm, bench);
    case 'batching':
      return measureBatching(scenario, arm, bench);
    case 'faults':
      return measureFaults(scenario, arm, bench);
    case 'mixed':
    // Sent after everything else.
    case 'edge-cases':
      return undefined;
  }
}
