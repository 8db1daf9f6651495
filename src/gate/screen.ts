import { mixedBlock, planBaselineBlocks, sessionTailMs } from '../scenario/index.ts';
import type { MeasuredArm } from './arm.ts';
import type { Bench } from './bench.ts';
import { seededRandom } from './chance.ts';
import { remainingMs } from './context.ts';
import { edgeCasesMs } from './edge-cases.ts';
import { describeArm } from './scenarios/index.ts';
import { warm } from './warm.ts';

/**
 * Measures one arm alone, for the committed-baseline mode and for `sluice measure`.
 * @param budgetMs of what is left, what this may take; more only where it does not hold the fewest blocks
 */
export async function measureAlone(bench: Bench, arm: MeasuredArm, budgetMs: number): Promise<void> {
  const { plan, workload, context } = bench;
  const keptMs = remainingMs(context) - budgetMs;
  await arm.start();
  await warm(arm, bench);
  await describeArm(arm, bench);
  const leftMs = remainingMs(context) - edgeCasesMs(plan, 1);
  const blocks = planBaselineBlocks({
    remainingMs: leftMs,
    shareMs: leftMs - keptMs,
    mostBlocks: plan.pairing.maximumPairs,
    blockMs: plan.pairing.blockMs,
    leadInMs: plan.pairing.leadInMs,
    tailMs: workload.sessions ? sessionTailMs(workload.sessions) : 0,
  });
  context.tell({ kind: 'scenario', scenario: 'mixed', arm: arm.arm, text: `${blocks} blocks` });
  for (let index = 0; index < blocks; index += 1) {
    // The same schedules as the pairs would have: a run measured here can be compared with one from a paired gate.
    const random = seededRandom(plan.seed, 'mixed', index);
    const block = mixedBlock({ index, load: plan.load, pairing: plan.pairing, workload, random });
    await arm.measure(block, `block ${index + 1} of ${blocks}`);
  }
}
