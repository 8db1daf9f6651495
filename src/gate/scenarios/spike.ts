import type { SpikePlan } from '../../model/scenario.ts';
import { spikeBlocks } from '../../scenario/index.ts';
import type { MeasuredArm } from '../arm.ts';
import type { Bench } from '../bench.ts';
import { seededRandom } from '../chance.ts';
import { warm } from '../warm.ts';
import { countedBlocks, tellScenario } from './tell-scenario.ts';

/** Spike after spike, the lowest first. A server that dies of one is not asked to stand a higher one. */
export async function measureSpikes(scenario: SpikePlan, arm: MeasuredArm, bench: Bench): Promise<void> {
  const { plan, workload, context } = bench;
  const blocks = spikeBlocks(scenario, plan.load, workload, seededRandom(plan.seed, scenario.kind));
  tellScenario(scenario, arm, bench, countedBlocks(blocks.length));
  for (const [index, block] of blocks.entries()) {
    const { ended } = await arm.stress(block, `to ${block.variant ?? ''}, ${index + 1} of ${blocks.length}`);
    if (ended === undefined) continue;
    await warm(arm, bench);
    if (index + 1 < blocks.length)
      context.tell({
        kind: 'note',
        text: `Higher spikes are left out: the ${arm.arm} did not stand this one.`,
      });
    return;
  }
}
