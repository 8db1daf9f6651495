/** 200 request classes in 30 pairs of blocks. */
import type { Run } from '../../../src/model/run.ts';
import { makeRun } from '../made-run.ts';
import { writeAndRead } from '../outputs.ts';
import { tellRow } from '../part-result.ts';
import { openPlan } from '../synthetic-block.ts';

const [classes, pairs, requestsPerBlock] = [200, 30, 4000];

const armOf = (arm: Run['arm'], medianMs: number): Run =>
  makeRun({
    ...{ arm, classes, medianMs },
    blocks: Array.from({ length: pairs }, (_, index) =>
      openPlan({ scenario: 'mixed', index, durationMs: 5000 }, requestsPerBlock),
    ),
    order: (block) => 2 * block + (arm === 'base' ? 0 : 1),
  });

tellRow('200 classes, 30 pairs of blocks', await writeAndRead(armOf('candidate', 48), armOf('base', 40)));
