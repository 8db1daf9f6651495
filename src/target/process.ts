import type { ProcessPlan } from '../model/target.ts';
import { cancelledError, throwIfCancelled } from './cancelled.ts';
import { assertPortFree, chooseFreePort } from './port.ts';
import { describeCommand, processExitedError, processNeverReadyError } from './process-error.ts';
import { spawnRecorded, type SpawnedProcess } from './process-spawn.ts';
import type { Way } from './probe.ts';
import { waitUntilReady } from './readiness.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';
import { resolveInWorkspace } from './workspace-path.ts';

/** A server as a plain process of this machine, in a process group of its own. */
export async function startProcess(plan: ProcessPlan, context: TargetContext): Promise<RunningTarget> {
  throwIfCancelled(context.signal, describeCommand(plan));
  const setting = 'target.process.directory';
  const directory = resolveInWorkspace(context.workspace, plan.directory, setting, 'process-start-failed');
  if (plan.port !== undefined) await assertPortFree(plan.port);
  const port = plan.port ?? (await chooseFreePort());

  const spawned = await spawnRecorded(plan, context, directory, port);
  const baseUrl = `http://127.0.0.1:${port}`;
  const way = plan.http === undefined ? {} : { http: plan.http };
  try {
    const readyMs = await readyTime(plan, context, baseUrl + plan.ready.path, way, spawned);
    return {
      endpoint: { baseUrl, ...way },
      identity: { kind: 'process', name: describeCommand(plan) },
      pid: spawned.pid,
      readyMs,
      logFile: spawned.log.file,
      state: async () => spawned.state(),
      logTail: async () => spawned.log.tail(),
      stop: spawned.stop,
    };
  } catch (error) {
    await spawned.stop().catch((problem: unknown) => context.onNote(String(problem)));
    throw error;
  }
}

async function readyTime(
  plan: ProcessPlan,
  context: TargetContext,
  url: string,
  way: Way,
  { startedAtMs, exited, state, log }: SpawnedProcess,
): Promise<number> {
  const readiness = await waitUntilReady({
    url,
    way,
    plan: plan.ready,
    startedAtMs,
    signal: context.signal,
    untilExited: () => exited,
  });
  if (readiness.kind === 'cancelled') throw cancelledError(describeCommand(plan));
  // Asked again, because a stranger may have answered in place of a process that is gone.
  const now = state();
  if (now.kind === 'exited') {
    await log.settle(1000);
    throw processExitedError(plan, url, now, log.tail());
  }
  if (readiness.kind === 'ready') return readiness.readyMs;
  throw processNeverReadyError(
    plan,
    url,
    readiness.kind === 'never' ? readiness.last : 'no answer',
    log.tail(),
  );
}
