import type { ScenarioPlan } from '../model/plan.ts';
import type { BlockPlan } from '../model/schedule.ts';
import { rampBlocks, singleBlocks } from '../scenario/index.ts';
import type { Bench, MeasuredArm } from './arm.ts';
import { seededRandom } from './chance.ts';

/** A just-started model is not itself yet: compilers warm up, caches fill. So many requests a class, unmeasured. */
const warmUp: Extract<ScenarioPlan, { kind: 'single' }> = {
  kind: 'single',
  requestsPerClass: 8,
  maximumMs: 1500,
};

/** After each start: a few requests of every class, one at a time, kept by nobody. */
export async function warm(arm: MeasuredArm, bench: Bench): Promise<void> {
  const random = seededRandom(bench.plan.seed, 'warm-up');
  for (const block of singleBlocks(warmUp, bench.workload, random)) {
    await arm.measure(block, 'warm-up', { keep: false });
  }
}

/** The scenarios that describe an arm and do not decide: `single` and `ramp`, as far as the plan has them. */
export async function describeArm(arm: MeasuredArm, bench: Bench): Promise<void> {
  const { context } = bench;
  for (const { kind, blocks } of describingBlocks(bench)) {
    context.tell({ kind: 'scenario', scenario: kind, arm: arm.arm, text: `${blocks.length} blocks` });
    for (const [index, block] of blocks.entries()) {
      await arm.measure(block, `${kind === 'ramp' ? 'step' : 'class'} ${index + 1} of ${blocks.length}`);
    }
  }
}

type DescribingBlocks = { kind: 'single' | 'ramp'; blocks: BlockPlan[] };

function describingBlocks({ plan, workload }: Bench): DescribingBlocks[] {
  return plan.scenarios.flatMap((scenario): DescribingBlocks[] => {
    const random = seededRandom(plan.seed, scenario.kind);
    switch (scenario.kind) {
      case 'single':
        return [{ kind: scenario.kind, blocks: singleBlocks(scenario, workload, random) }];
      case 'ramp':
        return [{ kind: scenario.kind, blocks: rampBlocks(scenario, plan.load, workload, random) }];
      case 'mixed':
        return [];
    }
  });
}
