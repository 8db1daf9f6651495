import { readdirSync } from 'node:fs';
import { readTextFile, type ReadText } from './read-text.ts';

/** A process by /proc/PID/stat (proc(5)). CPU times in clock ticks. */
export interface ProcessStat {
  pid: number;
  parent: number;
  session: number;
  /** Its own and that of children that ended and were waited for. */
  cpuTicks: number;
  threads: number;
}

/** Undefined where there is no such process. */
export function readProcess(pid: number, read: ReadText = readTextFile): ProcessStat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The second field is the command in parentheses and may hold blanks and parentheses itself; count after its end.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = NaN, system = NaN, childrenUser = NaN, childrenSystem = NaN] = fields.slice(11, 15);
  const [parent = NaN, session = NaN, threads = NaN] = [fields[1], fields[3], fields[17]];
  const cpuTicks = user + system + childrenUser + childrenSystem;
  return Number.isNaN(cpuTicks + parent + session + threads)
    ? undefined
    : { pid, parent, session, cpuTicks, threads };
}

/**
 * The process and all that came of it: its descendants, and those of its session whose parents are gone. Looks at every
 * process of the machine, which takes some milliseconds.
 */
export function findTree(root: number, read: ReadText = readTextFile, pids: number[] = listPids()): number[] {
  const all = pids.map((pid) => readProcess(pid, read)).filter((stat) => stat !== undefined);
  const members = new Set(
    all.filter(({ pid, session }) => pid === root || session === root).map(({ pid }) => pid),
  );
  for (let grew = true; grew;) {
    const children = all.filter(({ pid, parent }) => members.has(parent) && !members.has(pid));
    for (const { pid } of children) members.add(pid);
    grew = children.length > 0;
  }
  return [...members];
}

function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number);
}

/** Bytes of memory that are its own or shared with others; 0 for one that has ended. */
export function residentBytes(pid: number, read: ReadText = readTextFile): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/mu.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0);
}

/** Of all together; undefined where those of one cannot be seen, as another user's cannot. */
export function countOpenFiles(pids: readonly number[]): number | undefined {
  if (pids.length === 0) return undefined;
  try {
    return pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0);
  } catch {
    return undefined;
  }
}
