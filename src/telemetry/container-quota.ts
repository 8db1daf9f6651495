import type { CpuLimitUse } from '../model/run.ts';
import { findContainerCgroup, type ContainerProcess } from './container-cgroup.ts';
import { parseQuotaPeriods, type QuotaPeriods } from './quota.ts';
import { readTextFile, type ReadText } from './read-text.ts';

/**
 * Watches the CPU limit of a container from now on, until the returned function is called. That function returns undefined
 * where the container has no limit, where none of its periods has passed, and where the engine's cgroups cannot be seen: on
 * another machine, in a virtual machine (macOS, Windows), or from within a container. Never throws.
 */
export function watchCpuLimit(
  container: ContainerProcess,
  read: ReadText = readTextFile,
): () => CpuLimitUse | undefined {
  const directory = findContainerCgroup(container, read)?.cpu;
  const readPeriods = (): QuotaPeriods | undefined =>
    directory === undefined ? undefined : parseQuotaPeriods(read(`${directory}/cpu.stat`) ?? '');
  const before = readPeriods() ?? { periods: 0, throttled: 0 };
  return () => {
    const after = readPeriods();
    const periods = (after?.periods ?? 0) - before.periods;
    const throttledPeriods = (after?.throttled ?? 0) - before.throttled;
    // Less than before: it is another cgroup of the same name.
    if (directory === undefined || periods <= 0 || throttledPeriods < 0) return undefined;
    return { cores: readCores(directory, read), periods, throttledPeriods };
  };
}

/** By `cpu.max` (v2: quota and period in one line) or the two files of v1. */
function readCores(directory: string, read: ReadText): number | null {
  const [quota, period] = read(`${directory}/cpu.max`)?.trim().split(' ') ?? [
    read(`${directory}/cpu.cfs_quota_us`),
    read(`${directory}/cpu.cfs_period_us`),
  ];
  const cores = Number(quota) / Number(period);
  return cores > 0 && Number.isFinite(cores) ? Number(cores.toFixed(2)) : null;
}
