import { execa } from 'execa';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toSluiceError } from '../../../../src/model/error.ts';
import { chooseFreePort } from '../../../../src/target/port.ts';
import type { Checks } from '../checks.ts';
import { openBlock, openEngine, planOf, Seen, startWaitingServer, unary } from './bench.ts';

const never = new AbortController().signal;

/** Workers of other machines, lost workers, and the end of a run: nothing may stay behind. */
export async function checkFaults(command: string, checks: Checks, folder: string): Promise<void> {
  const server = await startWaitingServer();
  try {
    await checkOutsideWorkers(command, server.url, checks, folder);
    await checkLostWorker(command, server.url, checks, 'KILL');
    await checkLostWorker(command, server.url, checks, 'STOP');
    await checkCancelled(command, server.url, checks);
    checks.equal('programs of Locust left', workersOf(command).length, 0);
  } finally {
    server.stop();
  }
}

/** Started as on another machine: they know the address of the master alone, and get file and requests from it. */
async function checkOutsideWorkers(
  command: string,
  url: string,
  checks: Checks,
  folder: string,
): Promise<void> {
  const port = await chooseFreePort();
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere, { recursive: true });
  const joining = ['-f', '-', '--worker', '--master-host', '127.0.0.1', '--master-port', String(port)];
  const workers = [1, 2, 3].map(() =>
    execa(command, joining, { cwd: elsewhere, stdin: 'ignore', reject: false, extendEnv: true }),
  );
  const engine = await openEngine(
    unary,
    planOf(command, { master: { host: '127.0.0.1', port, expectWorkers: 3 } }),
  );
  const seen = new Seen();
  try {
    for (const index of [0, 1])
      seen.add(await engine.run(openBlock(index, 60, 3), { baseUrl: url }, { signal: never }));
  } finally {
    await engine.close();
  }
  checks.equal('good requests of three workers that joined from elsewhere', seen.good, 2 * 60 * 3);
  const ended = await Promise.race([Promise.all(workers), sleep(10_000)]);
  checks.hold('they quit when the run is over', ended !== undefined);
}

/** A worker is ended, or stands still, in the middle of a block. */
async function checkLostWorker(
  command: string,
  url: string,
  checks: Checks,
  signal: 'KILL' | 'STOP',
): Promise<void> {
  const engine = await openEngine(unary, planOf(command));
  try {
    const running = engine.run(openBlock(0, 60, 8), { baseUrl: url }, { signal: never });
    await sleep(2000);
    const [victim] = workersOf(command);
    if (victim !== undefined) process.kill(victim, `SIG${signal}`);
    const told = await running.then(
      () => 'none',
      (error: unknown) => `${toSluiceError(error).code}: ${toSluiceError(error).fact}`,
    );
    checks.hold(`SIG${signal} in the middle: ${told}`, /engine-script-failed: Worker \d of 3/.test(told));
  } finally {
    await engine.close();
  }
}

async function checkCancelled(command: string, url: string, checks: Checks): Promise<void> {
  const engine = await openEngine(unary, planOf(command));
  const cancelling = new AbortController();
  const running = engine.run(openBlock(0, 60, 8), { baseUrl: url }, { signal: cancelling.signal });
  setTimeout(() => cancelling.abort(), 1500);
  const told = await running.then(
    () => 'none',
    (error: unknown) => toSluiceError(error).code as string,
  );
  const startedAtMs = performance.now();
  await engine.close();
  checks.equal('a run that is cancelled', told, 'cancelled');
  checks.hold(
    `closed after ${Math.round(performance.now() - startedAtMs)} ms`,
    performance.now() - startedAtMs < 5000,
  );
}

/** From /proc: of this Locust, the workers that still run. */
function workersOf(command: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => isWorker(pid, command)).map(Number);
}

function isWorker(pid: string, command: string): boolean {
  try {
    const written = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return written.includes(command) && written.includes('--worker');
  } catch {
    return false;
  }
}
