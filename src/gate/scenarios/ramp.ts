import type { ScenarioPlan } from '../../model/scenario.ts';
import type { Block } from '../../model/run.ts';
import {
  linearRamp,
  mostRepeats,
  nextRampRate,
  rampStep,
  settleMs,
  singleBlocks,
} from '../../scenario/index.ts';
import { judgeRampSteps } from '../../verdict/index.ts';
import type { RampStep } from '../../verdict/index.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import { remainingMs } from '../context.ts';
import { warm } from '../warm.ts';
import { tellScenario } from './tell-scenario.ts';

type RampPlan = Extract<ScenarioPlan, { kind: 'ramp' }>;

/** More and more load, until the server bends and breaks. */
export async function measureRamp(scenario: RampPlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  switch (scenario.shape) {
    case 'steps':
      return measureSteps(scenario, arm, bench);
    case 'linear':
      return measureLine(scenario, arm, bench);
  }
}

/** Of the budget, what has to be left for steps to be measured again: something must be left for the verdict. */
const leftForRepeats = 0.5;

/** Each step is chosen by what came of those before. */
async function measureSteps(scenario: RampPlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  const { plan, workload, context } = bench;
  const { load, seed } = plan;
  tellScenario(scenario, arm, bench, `up to ${scenario.steps} steps`);
  let steps: RampStep[] = [];
  for (let index = 0; ; index += 1) {
    const hasTime = remainingMs(context) - scenario.stepMs > leftForRepeats * plan.budgetMs;
    const ratePerSecond = nextRampRate(scenario, load, steps, hasTime ? mostRepeats(scenario) : 0);
    if (ratePerSecond === undefined) return;
    const random = seededRandom(seed, scenario.kind, index);
    const block = rampStep({ scenario, load, index, ratePerSecond, workload, random });
    const number = index < scenario.steps ? `step ${index + 1} of up to ${scenario.steps}` : 'one more step';
    const { ended } = await arm.stress(
      block,
      `${number}, ${Number(ratePerSecond.toPrecision(3))} requests/s`,
    );
    steps = judgeRampSteps(arm.run).sort((a, b) => a.block.order - b.block.order);
    if (ended !== undefined) await warm(arm, bench);
    else if (steps.at(-1)?.broken) await settle(index, arm, bench);
  }
}

async function measureLine(scenario: RampPlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  const { plan, workload } = bench;
  const block = linearRamp(scenario, plan.load, workload, seededRandom(plan.seed, scenario.kind));
  tellScenario(scenario, arm, bench, `rising, ${scenario.steps} parts`);
  const { blocks, ended } = await arm.stress(block, `rising, ${scenario.steps} parts`);
  if (ended === undefined) return;
  // It is known of the whole that it ended: it did so where requests began to fail.
  const part = blocks.find(hasErrors) ?? blocks.at(-1);
  const ending = arm.run.endings?.at(-1);
  if (part && ending) ending.index = part.index;
  await warm(arm, bench);
}

const hasErrors = ({ classes }: Block): boolean =>
  Object.values(classes).some(({ attempted, completed }) => completed < attempted);

/** A request behind what is left of the queue of a broken step, which would be taken for the next step's own. */
async function settle(index: number, arm: MeasuredArm, bench: Bench): Promise<void> {
  const alone = { kind: 'single', requestsPerClass: 1, maximumMs: settleMs } as const;
  const random = seededRandom(bench.plan.seed, 'settle', index);
  for (const block of singleBlocks(alone, bench.workload, random).slice(0, 1)) {
    const { ended } = await arm.stress({ ...block, scenario: 'ramp', index }, 'settling', { keep: false });
    if (ended !== undefined) await warm(arm, bench);
  }
}
