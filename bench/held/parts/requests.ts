/** 10^7 requests in one run, made up: what recording, storing, judging and telling them takes. */
import type { BlockPlan } from '../../../src/model/schedule.ts';
import { makeRun } from '../made-run.ts';
import { writeAndRead } from '../outputs.ts';
import { tellRow } from '../part-result.ts';
import { openPlan } from '../synthetic-block.ts';

const [blocks, requestsPerBlock] = [200, 50_000];

function* plans(): Generator<BlockPlan> {
  for (let index = 0; index < blocks; index++)
    yield openPlan({ scenario: 'mixed', index, durationMs: 5000 }, requestsPerBlock);
}

const run = makeRun({ arm: 'candidate', classes: 4, blocks: plans(), order: (block) => block, medianMs: 40 });
tellRow('10,000,000 requests, made up, recorded, stored, judged and told', await writeAndRead(run));
