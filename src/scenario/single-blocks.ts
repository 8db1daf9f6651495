import type { ScenarioPlan } from '../model/scenario.ts';
import type { BlockPlan, Random, Workload } from '../model/schedule.ts';
import { drawOfClass } from './draw-items.ts';

/** One request at a time: a closed-loop block of one user for each class that is ever sent. */
export function singleBlocks(
  scenario: Extract<ScenarioPlan, { kind: 'single' }>,
  workload: Workload,
  random: Random,
): BlockPlan[] {
  const { requestsPerClass, maximumMs } = scenario;
  const classes = [...workload.classes.keys()].filter((i) => (workload.classes[i]?.share ?? 0) > 0);
  return classes.map((classIndex, index) => {
    const itemIndex = Uint32Array.from(drawOfClass(workload, classIndex, requestsPerClass, random));
    const loop = { concurrency: 1, itemIndex, maximumMs };
    return {
      scenario: 'single',
      index,
      leadInMs: 0,
      durationMs: maximumMs,
      arrivals: { kind: 'closed', loop },
    };
  });
}

/**
 * The same requests, with the very first one in a block of its own: what it took is known apart, and however long that was,
 * the others of its class have their time. The second block holds these.
 */
export function firstAlone(blocks: readonly BlockPlan[]): BlockPlan[] {
  const [first, ...others] = blocks;
  if (first?.arrivals.kind !== 'closed') return [...blocks];
  const { loop } = first.arrivals;
  const part = (from: number, to?: number): BlockPlan => ({
    ...first,
    arrivals: { kind: 'closed', loop: { ...loop, itemIndex: loop.itemIndex.slice(from, to) } },
  });
  return [part(0, 1), part(1), ...others];
}
