import { rmSync } from 'node:fs';
import { toSluiceError } from '../model/error.ts';
import { removeContainers } from './container-removal.ts';
import { endFamily } from './process-family.ts';
import { sessionLabel, sessionVariable } from './session.ts';
import { readStarted, type StartedSession } from './started.ts';
import { removeWorktree } from './worktree.ts';

/** Nobody needs the answers of what is left any more. */
const graceMs = 1000;
/** A `docker create` that was under way when we were killed may still come through. */
const pendingCreateMs = 3000;

export interface CleanupReport {
  /** Ids of the containers that were removed. */
  containers: string[];
  /** Pids of the processes that were ended. */
  processes: number[];
  /** Folders of the checkouts that were removed. */
  worktrees: string[];
  /** What could not be taken away, in words. The state file is kept then, for another attempt. */
  problems: string[];
}

/**
 * Takes away what is left of the runs that the state file tells of: containers by their session label; process
 * groups whose leader is still the one that was recorded; processes that carry the session in their environment,
 * which finds those whose start was recorded only half; and checkouts of other commits. Does nothing when there is
 * nothing, and never throws.
 */
export async function cleanUp(stateFile: string): Promise<CleanupReport> {
  const report: CleanupReport = { containers: [], processes: [], worktrees: [], problems: [] };
  try {
    const started = readStarted(stateFile);
    for (const session of started?.sessions ?? []) {
      // Processes first: a docker command that outlived us might still create a container.
      await attempt(report, () => endProcesses(session, report));
      if (session.containers.length > 0)
        await attempt(report, () => removeSessionContainers(session, report));
      for (const worktree of session.worktrees) {
        await attempt(report, async () => {
          report.worktrees.push(await removeWorktree(worktree, stateFile));
        });
      }
    }
    if (report.problems.length === 0) rmSync(stateFile, { force: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report.problems.push(`The record of what was started, ${stateFile}, cannot be read: ${reason}`);
  }
  return report;
}

async function attempt(report: CleanupReport, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { fact, remedy } = toSluiceError(error);
    report.problems.push(`${fact} ${remedy}`);
  }
}

async function endProcesses(session: StartedSession, report: CleanupReport): Promise<void> {
  const mark = { variable: sessionVariable, value: session.sessionId };
  const families = session.processes.map(({ pid, startTicks }) => ({
    leader: pid,
    startTicks,
    mark,
    trustSession: false,
  }));
  // Once more without a leader, for what no record names.
  for (const family of [...families, { mark, trustSession: false }]) {
    const { found, left } = await endFamily(family, graceMs);
    report.processes.push(...found.filter((pid) => !left.includes(pid)));
    if (left.length > 0) report.problems.push(`Processes that could not be ended: ${left.join(', ')}.`);
  }
}

async function removeSessionContainers(session: StartedSession, report: CleanupReport): Promise<void> {
  const filter = { label: sessionLabel, value: session.sessionId };
  const isPending = session.containers.some(({ id }) => id === undefined);
  const pending = { expected: isPending ? session.containers.length : 0, withinMs: pendingCreateMs };
  report.containers.push(...(await removeContainers(filter, pending)));
}
