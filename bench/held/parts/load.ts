/** As many real requests as fit into three minutes (or `--seconds`), over loopback, in one run. */
import { parseArgs } from 'node:util';
import { createEngine } from '../../../src/load/index.ts';
import { recordParts } from '../../../src/load/record-parts.ts';
import type { Run } from '../../../src/model/run.ts';
import { startServer } from '../../load/server-process.ts';
import { simulatedRun } from '../../scenarios/simulated-run.ts';
import { loadPlan, postText, workload } from '../load-plan.ts';
import { writeAndRead } from '../outputs.ts';
import { lookAtHeap, tellRow } from '../part-result.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '180' } } });
const [users, requestsPerBlock] = [64, 50_000];

const server = await startServer('instant.ts');
const engine = await createEngine({ protocol: postText, workload, load: loadPlan, salt: 'held' });
const run: Run = { ...simulatedRun(1), classes: workload.classes };
const until = performance.now() + 1000 * Number(values.seconds);
let requests = 0;
for (let index = 0; performance.now() < until; index++) {
  const loop = { concurrency: users, itemIndex: new Uint32Array(requestsPerBlock), maximumMs: 60_000 };
  const block = {
    ...{ scenario: 'closed' as const, index, leadInMs: 0, durationMs: 60_000 },
    arrivals: { kind: 'closed' as const, loop },
  };
  const measured = await engine.run(block, { baseUrl: server.url }, { signal: new AbortController().signal });
  run.blocks.push(
    ...recordParts(block, measured, {
      workload,
      start: 0,
      bounds: loadPlan.generator,
      nextOrder: () => index,
    }),
  );
  requests += measured.samples.count;
  lookAtHeap();
}
await engine.close();
await server.stop();
tellRow(
  `${requests.toLocaleString('en')} real requests over loopback, ${users} at a time`,
  await writeAndRead(run),
);
