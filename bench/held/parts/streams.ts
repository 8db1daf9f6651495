/** 5,000 streams at once over loopback, each of them open until the last one has begun. */
import { execFileSync } from 'node:child_process';
import { createEngine, recordBlock } from '../../../src/load/index.ts';
import { startHeldStreams } from '../held-streams.ts';
import { loadPlan, workload } from '../load-plan.ts';
import { lookAtHeap, tellRow } from '../part-result.ts';

const streams = 5000;
/** A socket each, and some of our own. */
const descriptors = Number(execFileSync('bash', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
if (descriptors < streams + 200)
  throw new Error(
    `This shell may open ${descriptors} files; ${streams + 200} are needed: ulimit -n ${streams + 200}`,
  );

const server = await startHeldStreams(streams);
const engine = await createEngine({
  protocol: {
    kind: 'openai-chat',
    path: '/v1/chat/completions',
    headers: {},
    body: { text: '{{text}}' },
    check: {},
  },
  ...{ workload, load: loadPlan, salt: 'held' },
});
const block = {
  ...{ scenario: 'closed' as const, index: 0, leadInMs: 0, durationMs: 100_000 },
  arrivals: {
    kind: 'closed' as const,
    loop: { concurrency: streams, itemIndex: new Uint32Array(streams), maximumMs: 100_000 },
  },
};
const measured = await engine.run(block, { baseUrl: server.url }, { signal: new AbortController().signal });
lookAtHeap();
await engine.close();
const most = await server.mostOpen();
await server.stop();
const { classes } = recordBlock(block, measured, {
  workload,
  order: 0,
  start: 0,
  bounds: loadPlan.generator,
});
const { completed, attempted, outputTokens = 0, errors } = classes['only']!;
if (completed < streams)
  throw new Error(`Of ${attempted} streams ${completed} completed: ${JSON.stringify(errors)}`);
tellRow(
  `${streams.toLocaleString('en')} streams at once`,
  `${most} open at the same time at the server, ${completed} completed, ${outputTokens} tokens`,
);
