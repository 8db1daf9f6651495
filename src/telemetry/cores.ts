import { readCgroupCores, cgroupDirectories } from './cgroup.ts';
import { readTextFile, type ReadText } from './read-text.ts';

/** The cores of this machine that this process may use. */
export interface UsableCores {
  /** Ascending. Empty where the system does not tell (not Linux). */
  ids: number[];
  /** Hardware threads that share a physical core, as far as the system tells. Cores in none stand alone. */
  siblings: number[][];
  /** Cores by CPU quota, not rounded; undefined without one. */
  quota: number | undefined;
}

/**
 * The affinity of this process (`sched_getaffinity`, as /proc tells it) within the cpuset of its cgroup, where there is one.
 * Never throws.
 */
export function readUsableCores(read: ReadText = readTextFile): UsableCores {
  const status = read('/proc/self/status') ?? '';
  const affinity = parseCores(/^Cpus_allowed_list:\s*(\S+)/mu.exec(status)?.[1] ?? '');
  const cpusets = [
    ...cgroupDirectories(read).map((directory) => read(`${directory}/cpuset.cpus.effective`)),
    read('/sys/fs/cgroup/cpuset/cpuset.effective_cpus'),
  ]
    .map((text) => parseCores(text?.trim() ?? ''))
    // Empty: this group does not say, its parent does.
    .filter((cores) => cores.length > 0);
  const ids = affinity.filter((core) => cpusets.every((cpuset) => cpuset.includes(core)));
  const groups = ids.map((core) =>
    (read(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`) ?? '').trim(),
  );
  const siblings = [...new Set(groups)].map(parseCores).filter((group) => group.length > 1);
  return { ids, siblings, quota: readCgroupCores(read) };
}

/** `0-2,5` -> 0, 1, 2, 5; nothing for what is no list of cores. */
export function parseCores(text: string): number[] {
  if (!/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/u.test(text)) return [];
  return text.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return last - first > 4096 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
