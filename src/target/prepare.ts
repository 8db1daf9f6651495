import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../model/error.ts';
import type { ProcessPlan } from '../model/target.ts';
import { throwIfCancelled } from './cancelled.ts';
import { cleanLine } from './log-line.ts';
import { spawnRecorded, type SpawnedProcess } from './process-spawn.ts';
import type { TargetContext } from './running-target.ts';
import { resolveInWorkspace } from './workspace-path.ts';

/**
 * Runs the plan's `prepare`, if it has one, to its end: a fresh checkout has nothing installed yet. Same folder, same
 * environment and same care as the target itself; its output is kept as a log of its own.
 * @throws SluiceError `base-unavailable`, and what a start of the process may throw
 */
export async function prepareProcess(
  plan: ProcessPlan,
  context: TargetContext,
  timeoutMs: number,
): Promise<void> {
  const { prepare } = plan;
  if (prepare === undefined) return;
  const setting = 'target.process.directory';
  const directory = resolveInWorkspace(context.workspace, plan.directory, setting, 'process-start-failed');
  const spawned = await spawnRecorded({ ...plan, command: prepare }, context, directory, 0);
  const exit = await exitWithin(spawned, timeoutMs, context.signal).finally(spawned.stop);
  const command = cleanLine(prepare.join(' '));
  throwIfCancelled(context.signal, command);
  if (exit?.exitCode === 0) return;
  const how = exit
    ? `ended with exit code ${exit.exitCode}`
    : `was not done in the ${seconds(timeoutMs)} that were left`;
  throw new SluiceError('base-unavailable', {
    fact: `The baseline cannot be had: \`${command}\` ${how}.`,
    remedy: exit
      ? 'Its output is in the logs folder; it runs in a fresh checkout, without the secrets of the workflow.'
      : 'Give the profile a longer `budget`, or let a cache spare the work.',
    evidence: spawned.log.tail(),
  });
}

/** Undefined when the time was over first, or the signal came. */
async function exitWithin({ exited }: SpawnedProcess, timeoutMs: number, signal: AbortSignal) {
  const done = new AbortController();
  const limit = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, done.signal]) });
  try {
    return await Promise.race([exited, limit.catch(() => undefined)]);
  } finally {
    done.abort();
  }
}

const seconds = (durationMs: number): string => `${Math.max(0, Math.round(durationMs / 1000))} s`;
