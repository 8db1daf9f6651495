/** 500 measured scenarios in one run: every kind, under many settings of the server, each a block. */
import type { BlockPlan } from '../../../src/model/schedule.ts';
import { makeRun } from '../made-run.ts';
import { writeAndRead } from '../outputs.ts';
import { tellRow } from '../part-result.ts';
import { openPlan } from '../synthetic-block.ts';

const blocks = 500;
const kinds = [
  'ramp',
  'mixed',
  'closed',
  'spike',
  'soak',
  'long-context',
  'batching',
  'faults',
  'single',
] as const;
const phases = ['before', 'during', 'after'] as const;

const plans = Array.from({ length: blocks }, (_, block): BlockPlan => {
  const [scenario, index] = [kinds[block % kinds.length]!, Math.floor(block / kinds.length)];
  const plan = openPlan({ scenario, index, durationMs: 2000 }, 200 + (scenario === 'ramp' ? 4 * index : 0));
  if (scenario === 'spike' || scenario === 'faults')
    return {
      ...plan,
      index: Math.floor(index / 3),
      phase: phases[index % 3]!,
      variant: `fault ${Math.floor(index / 3)}`,
    };
  return scenario === 'batching' ? { ...plan, variant: `setting ${index % 12}` } : plan;
});

const run = makeRun({ arm: 'candidate', classes: 4, blocks: plans, order: (block) => block, medianMs: 40 });
tellRow('500 scenarios of 9 kinds', await writeAndRead(run));
