import type { ScenarioPlan } from '../model/plan.ts';
import type { BlockPlan } from '../model/schedule.ts';
import { closedBlock, rampBlocks, singleBlocks } from '../scenario/index.ts';
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

/** The scenarios that describe an arm and do not decide: `single`, `ramp` and `closed`, as far as the plan has them. */
export async function describeArm(arm: MeasuredArm, bench: Bench): Promise<void> {
  const { context } = bench;
  for (const { kind, blocks } of describingBlocks(bench)) {
    const count = `${blocks.length} block${blocks.length === 1 ? '' : 's'}`;
    context.tell({ kind: 'scenario', scenario: kind, arm: arm.arm, text: count });
    for (const [index, block] of blocks.entries()) {
      const position = `${nounOfBlock[kind]} ${index + 1} of ${blocks.length}`;
      await arm.measure(block, block.parts ? `rising, ${block.parts.length} parts` : position);
    }
  }
}

const nounOfBlock = { single: 'class', ramp: 'step', closed: 'block' };

type DescribingBlocks = { kind: keyof typeof nounOfBlock; blocks: BlockPlan[] };

function describingBlocks({ plan, workload }: Bench): DescribingBlocks[] {
  return plan.scenarios.flatMap((scenario): DescribingBlocks[] => {
    const random = seededRandom(plan.seed, scenario.kind);
    switch (scenario.kind) {
      case 'single':
        return [{ kind: scenario.kind, blocks: singleBlocks(scenario, workload, random) }];
      case 'ramp':
        return [{ kind: scenario.kind, blocks: rampBlocks(scenario, plan.load, workload, random) }];
      case 'closed':
        return [{ kind: scenario.kind, blocks: [closedBlock(scenario, workload, random)] }];
      case 'mixed':
      // Sent after everything else.
      case 'edge-cases':
        return [];
    }
  });
}
