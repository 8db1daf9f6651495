import type { ScenarioPlan } from '../model/scenario.ts';
import type { Block } from '../model/run.ts';
import { firstAlone, singleBlocks } from '../scenario/index.ts';
import { mergeDistributions, quantileOf } from '../stats/distribution.ts';
import type { MeasuredArm } from './arm.ts';
import type { Bench } from './bench.ts';
import { seededRandom } from './chance.ts';

/** A just-started model is not itself yet: compilers warm up, caches fill. So many requests a class, unmeasured. */
const warmUp: Extract<ScenarioPlan, { kind: 'single' }> = {
  kind: 'single',
  requestsPerClass: 8,
  maximumMs: 1500,
};

/**
 * After each start: a few requests of every class, one at a time, kept by nobody; but how long the very first one took, and
 * the others of its class, belongs to the start.
 */
export async function warm(arm: MeasuredArm, bench: Bench): Promise<void> {
  const random = seededRandom(bench.plan.seed, 'warm-up');
  const blocks = firstAlone(singleBlocks(warmUp, bench.workload, random));
  const medians: (number | null)[] = [];
  for (const block of blocks) {
    medians.push(medianServiceMs(await arm.measure(block, 'warm-up', { keep: false })));
  }
  const [firstAnswerMs, laterMs] = medians;
  arm.noteFirstAnswers({
    ...(typeof firstAnswerMs === 'number' ? { firstAnswerMs } : {}),
    ...(typeof laterMs === 'number' ? { laterMs } : {}),
  });
}

/** Of completed requests; null where none did. */
function medianServiceMs(blocks: readonly Block[]): number | null {
  const classes = blocks.flatMap((block) => Object.values(block.classes));
  return quantileOf(mergeDistributions(classes.flatMap(({ timings }) => timings.service ?? [])), 0.5);
}
