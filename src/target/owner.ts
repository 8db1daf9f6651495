import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { readProcessStat } from './proc.ts';

/**
 * Names this process among all that this machine has and had: the folder of its record (a runner has one of its own, and
 * keeps it from job to job), boot, PID namespace, number and start. What it starts carries the name, so that a later run can
 * tell what nobody looks after any more from what another run needs. Undefined without /proc.
 */
export function ownerMark(stateFile: string): string | undefined {
  const place = readPlace(stateFile);
  const stat = readProcessStat(process.pid);
  return place === undefined || stat === undefined ? undefined : `${place}.${process.pid}.${stat.startTicks}`;
}

/**
 * Whether the process of this mark kept its record in the same folder and has ended, for certain. What cannot be seen from
 * here, because it is of another boot or namespace, counts as alive, and so does what is no mark.
 */
export function isOwnerGone(mark: string, stateFile: string): boolean {
  const [, place, pid, startTicks] = /^([\da-f-]+\.[\da-f-]+\.\d+)\.(\d+)\.(\d+)$/u.exec(mark) ?? [];
  if (place === undefined || place !== readPlace(stateFile)) return false;
  const stat = readProcessStat(Number(pid));
  // One that has ended and that nobody has waited for looks after nothing.
  return stat === undefined || stat.startTicks !== startTicks || stat.state === 'Z';
}

/** In which a number stands for one process at a time. */
function readPlace(stateFile: string): string | undefined {
  try {
    const folder = createHash('sha256').update(dirname(stateFile)).digest('hex').slice(0, 8);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const namespace = /\d+/u.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    return namespace === undefined ? undefined : `${folder}.${boot}.${namespace}`;
  } catch {
    return undefined; // no Linux
  }
}
