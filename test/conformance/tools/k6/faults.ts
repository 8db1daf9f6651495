import { execa } from 'execa';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { K6Plan } from '../../../../src/model/engine.ts';
import { toSluiceError } from '../../../../src/model/error.ts';
import type { Checks } from '../checks.ts';
import { openBlock, openEngine, startWaitingServer, unary } from '../engines/bench.ts';

/** A cancelled block, a process that is killed in its middle, and one that stands still: nothing may stay behind. */
export async function checkFaults(command: string, checks: Checks, folder: string): Promise<void> {
  // One of its own: other gates on this machine have folders too.
  process.env.TMPDIR = mkdtempSync(join(folder, 'tmp-'));
  const server = await startWaitingServer();
  const plan: K6Plan = { kind: 'k6', command, segments: 2 };
  try {
    for (const [name, disturb, code] of [
      ['cancelled', undefined, 'cancelled'],
      ['a segment that is killed', 'KILL', 'engine-script-failed'],
      ['a segment that stands still', 'STOP', 'engine-script-failed'],
    ] as const) {
      const engine = await openEngine(unary, plan);
      const cancelling = new AbortController();
      const running = engine
        .run(openBlock(0, 60, 4), { baseUrl: server.url }, { signal: cancelling.signal })
        .then(() => undefined, toSluiceError);
      await sleep(1500);
      checks.equal(`${name}: processes that send`, (await processesOfK6()).length, 2);
      if (disturb) process.kill((await processesOfK6())[0] ?? 0, `SIG${disturb}`);
      else cancelling.abort();
      const error = await running;
      checks.equal(`${name}: the error`, error?.code, code);
      console.log(`     ${error?.fact}`);
      await engine.close();
      checks.equal(`${name}: processes left`, (await processesOfK6()).length, 0);
    }
    checks.equal('temporary folders left', readdirSync(process.env.TMPDIR).length, 0);
  } finally {
    server.stop();
    rmSync(process.env.TMPDIR, { recursive: true, force: true });
    delete process.env.TMPDIR;
  }
}

/** Only those that this process started. */
async function processesOfK6(): Promise<number[]> {
  const { stdout } = await execa('ps', ['-o', 'pid=,stat=,args=', '--ppid', String(process.pid)], {
    reject: false,
  });
  return stdout
    .split('\n')
    .filter((line) => /\brun --quiet\b/.test(line) && !/^\s*\d+ Z/.test(line))
    .map((line) => Number(/\d+/.exec(line)?.[0]));
}
