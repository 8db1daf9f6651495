import { setTimeout as sleep } from 'node:timers/promises';
import { hasProc, listProcesses, readEnvironmentVariable, readProcessStat } from './proc.ts';

/** After SIGKILL, until the kernel has taken the processes away. */
const killWaitMs = 5000;
const pollMs = 50;

/**
 * A process that we started as the leader of its own group and session, and all that came of it: the members of both,
 * and those that left them (a daemon does) but still carry the mark in their environment.
 */
export interface ProcessFamily {
  /** Undefined when only the mark is known: the record was cut off between the start and the pid. */
  leader?: number | undefined;
  startTicks?: string | undefined;
  mark: { variable: string; value: string };
  /**
   * Whether members of the leader's session are ours although the leader is gone. Right while we watched it;
   * a record from the past could name a number that has been given to somebody else.
   */
  trustSession: boolean;
}

/** Pids of the living members, without this process. */
export function findFamily(family: ProcessFamily): number[] {
  const { leader, mark } = family;
  const sessionIsOurs = leader !== undefined && isLeaderOurs(family);
  return listProcesses()
    .filter(
      ({ pid, group, session }) =>
        (sessionIsOurs && (group === leader || session === leader)) ||
        readEnvironmentVariable(pid, mark.variable) === mark.value,
    )
    .map(({ pid }) => pid)
    .filter((pid) => pid !== process.pid);
}

function isLeaderOurs({ leader, startTicks, trustSession }: ProcessFamily): boolean {
  const stat = readProcessStat(leader!);
  return stat ? stat.startTicks === startTicks : trustSession;
}

/**
 * SIGTERM to all, SIGKILL to those that are left after the grace.
 * Returns who was there at first, and who could not be ended.
 */
export async function endFamily(
  family: ProcessFamily,
  graceMs: number,
): Promise<{ found: number[]; left: number[] }> {
  if (!hasProc) return endGroup(family, graceMs);
  const found = findFamily(family);
  for (const pid of found) send(pid, 'SIGTERM');
  let left = await pollUntilGone(() => findFamily(family), graceMs);
  if (left.length > 0) {
    left = await pollUntilGone(() => {
      // Again at each look: a member may have forked just before it was killed.
      const members = findFamily(family);
      for (const pid of members) send(pid, 'SIGKILL');
      return members;
    }, killWaitMs);
  }
  return { found, left };
}

/** Without /proc: the group is all that can be seen, and only while we watched it can it be trusted. */
async function endGroup({ leader, trustSession }: ProcessFamily, graceMs: number) {
  if (leader === undefined || !trustSession) return { found: [], left: [] };
  const members = (): number[] => (send(-leader, 0) ? [leader] : []);
  const found = members();
  send(-leader, 'SIGTERM');
  let left = await pollUntilGone(members, graceMs);
  if (left.length > 0) {
    send(-leader, 'SIGKILL');
    left = await pollUntilGone(members, killWaitMs);
  }
  return { found, left };
}

async function pollUntilGone(members: () => number[], timeoutMs: number): Promise<number[]> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const left = members();
    if (left.length === 0 || performance.now() >= deadline) return left;
    await sleep(pollMs);
  }
}

/** False when there is nobody to send to. */
export function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
