import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { SluiceError } from '../model/error.ts';
import type { ProcessPlan } from '../model/target.ts';
import { ownerMark } from './owner.ts';
import { readOutOfMemoryKills, readProcessStat } from './proc.ts';
import { processEnvironment } from './process-environment.ts';
import { spawnError } from './process-error.ts';
import { endFamily, send, type ProcessFamily } from './process-family.ts';
import { nameTarget, type TargetContext, type TargetState } from './running-target.ts';
import { targetVariable } from './session.ts';
import { forgetStarted, recordProcess } from './started.ts';
import { openTargetLog, type TargetLog } from './target-log.ts';

/** Between SIGTERM and SIGKILL. A model server has nothing to save. */
const stopGraceMs = 3000;

export interface SpawnedProcess {
  pid: number;
  startedAtMs: number;
  log: TargetLog;
  exited: Promise<Extract<TargetState, { kind: 'exited' }>>;
  state(): TargetState;
  stop(): Promise<void>;
}

/** Starts the command, with a record on disk before and after, and resolves once the system has taken it. */
export async function spawnRecorded(
  plan: ProcessPlan,
  context: TargetContext,
  directory: string,
  port: number,
): Promise<SpawnedProcess> {
  const { sessionId, stateFile } = context;
  const name = nameTarget(context);
  recordProcess(stateFile, sessionId, { name });
  const outOfMemoryKillsBefore = readOutOfMemoryKills();
  const startedAtMs = performance.now();
  const env = processEnvironment(process.env, plan.env, {
    sessionId,
    name,
    port,
    owner: ownerMark(stateFile),
  });
  const child = await spawnDetached(plan, directory, env, port).catch((error: unknown) => {
    forgetStarted(stateFile, sessionId, name);
    throw error;
  });
  const startTicks = readProcessStat(child.pid)?.startTicks;
  const log = openTargetLog(join(context.logDirectory, `${name}.log`), context.onNote, context.mask);
  log.attach(child.stdout);
  log.attach(child.stderr);
  const family = {
    leader: child.pid,
    startTicks,
    mark: { variable: targetVariable, value: name },
    trustSession: true,
  };
  const exit = watchExit(child, outOfMemoryKillsBefore);
  const stop = prepareStop(family, exit.exited, log, context, name);
  try {
    const ticks = startTicks === undefined ? {} : { startTicks };
    recordProcess(stateFile, sessionId, { name, pid: child.pid, ...ticks });
  } catch (error) {
    await stop().catch((problem: unknown) => context.onNote(String(problem)));
    throw error;
  }
  return { pid: child.pid, startedAtMs, log, ...exit, stop };
}

type Spawned = ChildProcessByStdio<null, Readable, Readable> & { pid: number };

/**
 * Throws `process-start-failed`. After a good start only microtasks pass before the caller goes on, so that it misses
 * no event of the child.
 */
async function spawnDetached(
  plan: ProcessPlan,
  directory: string,
  env: Record<string, string>,
  port: number,
): Promise<Spawned> {
  const [program, ...arguments_] = plan.command.map((part) => part.replaceAll('{port}', String(port)));
  try {
    const child = spawn(program!, arguments_, {
      cwd: directory,
      env,
      // A group and session of its own, so that its children can be ended with it.
      detached: true,
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Without a pid it was not started, and the reason comes as an event.
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
    return child as Spawned;
  } catch (cause) {
    throw spawnError(program!, plan, cause);
  }
}

function watchExit(child: ChildProcess, outOfMemoryKillsBefore: number | undefined) {
  let state: TargetState = { kind: 'running' };
  const exited = new Promise<Extract<TargetState, { kind: 'exited' }>>((resolve) => {
    child.once('exit', (code, signal) => {
      // Nobody tells a plain process's out-of-memory kill but the kernel's counter: a SIGKILL while it grew.
      const grown = (readOutOfMemoryKills() ?? 0) > (outOfMemoryKillsBefore ?? Infinity);
      const exit = {
        kind: 'exited' as const,
        exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0),
        outOfMemory: signal === 'SIGKILL' && grown,
      };
      state = exit;
      resolve(exit);
    });
  });
  return { exited, state: () => state };
}

function prepareStop(
  family: ProcessFamily,
  exited: Promise<unknown>,
  log: TargetLog,
  context: TargetContext,
  name: string,
) {
  // When this process ends without a stop (an uncaught error, `process.exit`), the target must not outlive it.
  const killAtExit = (): void => void send(-family.leader!, 'SIGKILL');
  process.once('exit', killAtExit);
  let stopping: Promise<void> | undefined;

  async function stopOnce(): Promise<void> {
    const { left } = await endFamily(family, stopGraceMs);
    await log.settle(1000);
    log.close();
    if (left.length > 0) {
      throw new SluiceError('target-stop-failed', {
        fact: `Processes of ${name} are still there after SIGKILL: ${left.join(', ')}.`,
        remedy: 'End them by hand: `kill -9` with these numbers, as the user who started them.',
      });
    }
    // The kernel knows of the end before we are told of it.
    await exited;
    process.removeListener('exit', killAtExit);
    forgetStarted(context.stateFile, context.sessionId, name);
  }

  return (): Promise<void> => {
    // A stop that failed may be tried again.
    stopping ??= stopOnce().catch((error: unknown) => {
      stopping = undefined;
      throw error;
    });
    return stopping;
  };
}
