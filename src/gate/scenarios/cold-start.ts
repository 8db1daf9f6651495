import type { ColdStartPlan } from '../../model/scenario.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { warm } from '../warm.ts';
import { tellScenario } from './tell-scenario.ts';

/** As many starts as were asked for, each with its first answers; the arm was started once already. */
export async function measureColdStarts(
  scenario: ColdStartPlan,
  arm: MeasuredArm,
  bench: Bench,
): Promise<void> {
  const further = scenario.starts - arm.run.coldStarts.length;
  if (further <= 0 || !arm.isOurs) return;
  tellScenario(scenario, arm, bench, `${scenario.starts} starts`);
  for (let start = 0; start < further; start += 1) {
    await arm.restart();
    await warm(arm, bench);
  }
}
