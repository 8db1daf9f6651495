import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedDurationMs } from '../../../../src/load/closed-duration.ts';
import type { K6Plan } from '../../../../src/model/engine.ts';
import { toSluiceError } from '../../../../src/model/error.ts';
import { outcomes } from '../../../../src/model/sample.ts';
import type { Checks } from '../checks.ts';
import { closedBlock, openEngine, unary } from '../engines/bench.ts';
import { startServer } from '../shards/fleet.ts';

const { signal } = new AbortController();
const [users, seconds] = [6, 2];

/** Listens and takes no connection: when the kernel's queue is full, further ones hang. */
const startHungServer = () =>
  startServer(
    [
      process.execPath,
      '-e',
      `const server = require('node:net').createServer();
       server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
         require('node:fs').writeSync(1, 'port ' + server.address().port + '\\n');
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
       });`,
    ],
    {},
    /port (\d+)/,
  );

/** Users whose requests hang, with and without a connection: their time counts, and a script that tells nothing of them is refused. */
export async function checkHung(command: string, checks: Checks, folder: string): Promise<void> {
  const server = await startHungServer();
  const plan: K6Plan = { kind: 'k6', command, segments: 3 };
  const block = closedBlock(0, users, seconds);
  try {
    const engine = await openEngine(unary, plan);
    const { samples } = await engine.run(block, { baseUrl: server.url }, { signal });
    await engine.close();
    const found = Array.from(samples.outcome, (index) => outcomes[index]);
    checks.equal('a request of each user, cut off', found, Array(users).fill('aborted'));
    if (block.arrivals.kind !== 'closed') return;
    const spentMs = closedDurationMs(block, block.arrivals.loop, samples);
    // With the grace of ten seconds.
    checks.hold(`users spent ${Math.round(spentMs)} ms, at least 11,500`, spentMs >= 11_500);

    writeFileSync(join(folder, 'hung.js'), hungScript);
    const own = await openEngine(unary, { ...plan, script: { file: 'hung.js', digest: '' } }, folder);
    const error = await own
      .run(block, { baseUrl: server.url }, { signal })
      .then(() => undefined, toSluiceError)
      .finally(() => own.close());
    checks.hold(
      `a script whose users hang: ${error?.fact}`,
      error?.code === 'engine-script-failed' && error.fact.includes(`cut off ${users - 1} iterations`),
    );
  } finally {
    server.stop();
  }
}

/** One user, who gives up. */
const hungScript = `
import http from 'k6/http';
import exec from 'k6/execution';
export const options = {
  scenarios: {
    load: {
      executor: 'constant-vus',
      vus: Number(__ENV.SLUICE_USERS),
      duration: __ENV.SLUICE_DURATION_SECONDS + 's',
      gracefulStop: '1s',
    },
  },
};
export default function () {
  http.get(__ENV.SLUICE_URL, { tags: { class: 'short' }, timeout: exec.vu.idInTest === 1 ? '1100ms' : '60s' });
}
`;
