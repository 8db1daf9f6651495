import type { ScenarioPlan } from '../../model/scenario.ts';
import { closedBlock, singleBlocks } from '../../scenario/index.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import { countedBlocks, tellScenario } from './tell-scenario.ts';

type PlanOf<K extends ScenarioPlan['kind']> = Extract<ScenarioPlan, { kind: K }>;

/** Resources at rest are known after some samples; a short budget has less time for them. */
const mostRestMs = 2000;
const restShare = 1 / 60;

/** One request at a time, class by class; before that none at all, where it is watched what the target holds then. */
export async function measureSingle(
  scenario: PlanOf<'single'>,
  arm: MeasuredArm,
  bench: Bench,
): Promise<void> {
  const { plan, workload } = bench;
  const blocks = singleBlocks(scenario, workload, seededRandom(plan.seed, scenario.kind));
  tellScenario(scenario, arm, bench, countedBlocks(blocks.length));
  if (arm.isOurs || plan.candidate.metrics) await arm.rest(Math.min(mostRestMs, plan.budgetMs * restShare));
  for (const [index, block] of blocks.entries())
    await arm.measure(block, `class ${index + 1} of ${blocks.length}`);
}

/** A fixed number of users. */
export async function measureClosed(
  scenario: PlanOf<'closed'>,
  arm: MeasuredArm,
  bench: Bench,
): Promise<void> {
  const block = closedBlock(scenario, bench.workload, seededRandom(bench.plan.seed, scenario.kind));
  tellScenario(scenario, arm, bench, countedBlocks(1));
  await arm.measure(block, 'block 1 of 1');
}
