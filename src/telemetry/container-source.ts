import { findContainerCgroup, type ContainerCgroup, type ContainerProcess } from './container-cgroup.ts';
import { networkBytes } from './network-bytes.ts';
import { countOpenFiles } from './process-tree.ts';
import { parseQuotaPeriods } from './quota.ts';
import { readTextFile, type ReadText } from './read-text.ts';
import { knownValues, type Clock, type TelemetrySource, type TelemetryValues } from './source.ts';

/** Opening the folder of each process takes longer than all the rest. */
const filesEveryMs = 2000;

/**
 * A container by the kernel's account of it (cgroup v2, and v1 where it has that). Undefined where its cgroups cannot be seen.
 */
export function containerSource(
  container: ContainerProcess,
  clock: Clock,
  read: ReadText = readTextFile,
): TelemetrySource | undefined {
  const cgroup = findContainerCgroup(container, read);
  if (!cgroup) return undefined;
  let before = readAccount(cgroup, clock, read);
  let filesAtMs = -Infinity;
  const readFiles = (): number | undefined => {
    if (clock() - filesAtMs < filesEveryMs) return undefined;
    filesAtMs = clock();
    return countOpenFiles(processesOf(cgroup, read));
  };
  return {
    begin() {
      before = readAccount(cgroup, clock, read);
      filesAtMs = -Infinity;
    },
    read() {
      const now = readAccount(cgroup, clock, read);
      const values = knownValues({
        ...differences(before, now),
        ...readMemory(cgroup, read),
        'target.threads': numberIn(cgroup.processes && `${cgroup.processes}/pids.current`, read),
        'target.processes': processesOf(cgroup, read).length || undefined,
        'target.files': readFiles(),
        ...networkBytes(container.pid, read),
      });
      before = now;
      return values;
    },
  };
}

interface Account {
  atMs: number;
  cpuSeconds: number | undefined;
  periods: number;
  throttled: number;
}

function readAccount({ cpu, cpuAccount }: ContainerCgroup, clock: Clock, read: ReadText): Account {
  const stat = read(`${cpu}/cpu.stat`) ?? '';
  const microseconds = /^usage_usec (\d+)$/mu.exec(stat)?.[1];
  const nanoseconds = numberIn(cpuAccount && `${cpuAccount}/cpuacct.usage`, read);
  const { periods, throttled } = parseQuotaPeriods(stat) ?? { periods: 0, throttled: 0 };
  const cpuSeconds =
    microseconds === undefined ? nanoseconds && nanoseconds / 1e9 : Number(microseconds) / 1e6;
  return { atMs: clock(), cpuSeconds, periods, throttled };
}

function differences(
  before: Account,
  now: Account,
): Partial<Record<keyof TelemetryValues, number | undefined>> {
  const passedSeconds = (now.atMs - before.atMs) / 1000;
  const periods = now.periods - before.periods;
  return {
    'target.cpu':
      passedSeconds > 0 && now.cpuSeconds !== undefined && before.cpuSeconds !== undefined
        ? Math.max(0, (now.cpuSeconds - before.cpuSeconds) / passedSeconds)
        : undefined,
    'target.throttled':
      periods > 0 ? Math.min(1, Math.max(0, (now.throttled - before.throttled) / periods)) : undefined,
  };
}

/** Without the files that the kernel keeps in memory and would give up first, as `docker stats` counts. */
function readMemory(
  { memory }: ContainerCgroup,
  read: ReadText,
): Partial<Record<keyof TelemetryValues, number | undefined>> {
  if (memory === undefined) return {};
  const used =
    numberIn(`${memory}/memory.current`, read) ?? numberIn(`${memory}/memory.usage_in_bytes`, read);
  const stat = read(`${memory}/memory.stat`) ?? '';
  const cached = /^total_inactive_file (\d+)$/mu.exec(stat)?.[1] ?? /^inactive_file (\d+)$/mu.exec(stat)?.[1];
  const limit = numberIn(`${memory}/memory.max`, read) ?? numberIn(`${memory}/memory.limit_in_bytes`, read);
  const events = read(`${memory}/memory.events`) ?? read(`${memory}/memory.oom_control`) ?? '';
  const kills = /^oom_kill (\d+)$/mu.exec(events)?.[1];
  return {
    'target.memory': used === undefined ? undefined : Math.max(0, used - Number(cached ?? 0)),
    // cgroup v1 writes "no limit" as a number near 2^63.
    'target.memory-limit': limit !== undefined && limit < 2 ** 60 ? limit : undefined,
    'target.oom-kills': kills === undefined ? undefined : Number(kills),
  };
}

function processesOf({ cpu }: ContainerCgroup, read: ReadText): number[] {
  return (read(`${cpu}/cgroup.procs`) ?? '').split('\n').filter(Boolean).map(Number);
}

/** Undefined where there is no such file, and where it says `max`. */
function numberIn(path: string | undefined, read: ReadText): number | undefined {
  const text = path === undefined ? undefined : read(path)?.trim();
  return text !== undefined && /^\d+$/u.test(text) ? Number(text) : undefined;
}
