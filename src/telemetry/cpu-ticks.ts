import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** CPU time of all cores together since boot, in any unit: only shares of differences are taken. */
export interface CpuTicks {
  total: number;
  busy: number;
  /** Time that the hypervisor gave to others while we were ready to run; undefined where nobody tells. */
  steal: number | undefined;
}

/** From /proc/stat; elsewhere (macOS) from the system's own counters, which know nothing of steal. */
export function readCpuTicks(): CpuTicks {
  return parseCpuLine(readProcStat()) ?? sumCpus();
}

function readProcStat(): string {
  try {
    return readFileSync('/proc/stat', 'utf8');
  } catch {
    return ''; // no /proc
  }
}

/**
 * First line of /proc/stat, fields by proc(5): user nice system idle iowait irq softirq steal guest guest_nice.
 * Guest time is part of user and nice. Steal is neither busy nor idle time of ours: we got nothing for it.
 * Undefined when the text does not start with that line.
 */
export function parseCpuLine(text: string): CpuTicks | undefined {
  const match = /^cpu +(\d+(?: \d+){3,})/u.exec(text);
  if (!match) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = match[1]!
    .split(' ')
    .map(Number);
  const busy = user + nice + system + irq + softirq;
  return { total: busy + idle + iowait + steal, busy, steal };
}

function sumCpus(): CpuTicks {
  let busy = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { total: busy + idle, busy, steal: undefined };
}
