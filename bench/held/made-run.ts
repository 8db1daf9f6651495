import { seededRandom } from '../../src/gate/chance.ts';
import { recordParts } from '../../src/load/record-parts.ts';
import type { Run } from '../../src/model/run.ts';
import type { BlockPlan } from '../../src/model/schedule.ts';
import { simulatedRun } from '../scenarios/simulated-run.ts';
import { lookAtHeap } from './part-result.ts';
import { syntheticSamples } from './synthetic-block.ts';

const bounds = { sendLagP99Ms: 25, minimumAchievedRate: 0.98, eventLoopDelayP99Ms: 30 };

export interface MadeRun {
  arm: Run['arm'];
  classes: number;
  blocks: Iterable<BlockPlan>;
  /** Of the count of order: arms of one gate share it. */
  order: (block: number) => number;
  medianMs: number;
}

/** A run as a gate builds it, block by block, from samples that nobody measured. */
export function makeRun({ arm, classes, blocks, order, medianMs }: MadeRun): Run {
  const names = Array.from({ length: classes }, (_, i) => ({ name: `class-${i}`, share: 1 / classes }));
  const run: Run = { ...simulatedRun(1), arm, classes: names };
  let block = 0;
  for (const plan of blocks) {
    const random = seededRandom(1, arm, block);
    const samples = syntheticSamples({ plan, classes, medianMs, random });
    const recorded = recordParts(plan, samples, {
      ...{ workload: { classes: names }, start: 0, bounds, limits: { latency: 500 } },
      nextOrder: () => order(block),
    });
    run.blocks.push(...recorded);
    block += 1;
    if (block % 10 === 0) lookAtHeap();
  }
  return run;
}
