import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * What Linux tells about processes under /proc (proc(5)). Elsewhere, macOS included, there is no /proc: the readers
 * here then find nothing, and ending a process falls back on its process group alone.
 */
export const hasProc = existsSync('/proc/self/stat');

export interface ProcessStat {
  pid: number;
  /** `Z` is a process that has ended and that nobody has waited for. */
  state: string;
  group: number;
  session: number;
  /** Since boot, in clock ticks; together with the pid it names one process and no later one. */
  startTicks: string;
}

/** Undefined when there is no such process. */
export function readProcessStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // gone, or no /proc
  }
  // The second field is the command in parentheses and may hold blanks and parentheses itself; count after its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group, session] = fields;
  const startTicks = fields[19];
  if (state === undefined || startTicks === undefined) return undefined;
  return { pid, state, group: Number(group), session: Number(session), startTicks };
}

/** Every process that has not ended. */
export function listProcesses(): ProcessStat[] {
  if (!hasProc) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map((name) => readProcessStat(Number(name)))
    .filter((stat) => stat !== undefined && stat.state !== 'Z' && stat.state !== 'X') as ProcessStat[];
}

/** With which value of this variable the process was started. Undefined when it is gone or belongs to somebody else. */
export function readEnvironmentVariable(pid: number, name: string): string | undefined {
  try {
    const environment = `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
    const begin = environment.indexOf(`\0${name}=`) + name.length + 2;
    return begin === name.length + 1 ? undefined : environment.slice(begin, environment.indexOf('\0', begin));
  } catch {
    return undefined;
  }
}

/** How often Linux has killed a process for want of memory since boot (/proc/vmstat, Linux 4.13 and later). */
export function readOutOfMemoryKills(): number | undefined {
  try {
    const match = /^oom_kill (\d+)$/mu.exec(readFileSync('/proc/vmstat', 'utf8'));
    return match ? Number(match[1]) : undefined;
  } catch {
    return undefined;
  }
}
