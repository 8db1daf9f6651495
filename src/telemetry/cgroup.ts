import { readTextFile, type ReadText } from './read-text.ts';

// Limits that a container or a service manager sets for this process. Node's own `availableParallelism` knows the
// affinity mask, and only newer versions the quota; hence both are asked for, and the smaller counts.

/**
 * Cores by CPU quota, not rounded: 1.5 cores are not 2. Undefined without a quota, and where there are no cgroups.
 * Every level up to the root may set one (cgroup v2 `cpu.max`: quota and period in µs); the smallest counts.
 */
export function readCgroupCores(read: ReadText = readTextFile): number | undefined {
  const quotas = cgroupDirectories(read).map((directory) => read(`${directory}/cpu.max`)?.trim().split(' '));
  const v1 = [
    read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us')?.trim() ?? 'max',
    read('/sys/fs/cgroup/cpu/cpu.cfs_period_us')?.trim() ?? '',
  ];
  const cores = [...quotas, v1]
    .map((quota) => Number(quota?.[0]) / Number(quota?.[1]))
    .filter((value) => Number.isFinite(value) && value > 0);
  return cores.length > 0 ? Number(Math.min(...cores).toFixed(2)) : undefined;
}

/** Undefined without a limit. */
export function readCgroupMemoryBytes(read: ReadText = readTextFile): number | undefined {
  const limits = cgroupDirectories(read).map((directory) => read(`${directory}/memory.max`));
  const v1 = read('/sys/fs/cgroup/memory/memory.limit_in_bytes');
  // cgroup v1 writes "no limit" as a number near 2^63.
  const bytes = [...limits, v1].map(Number).filter((value) => value > 0 && value < 2 ** 60);
  return bytes.length > 0 ? Math.min(...bytes) : undefined;
}

/** Of cgroup v2, from this process's own up to the root. */
export function cgroupDirectories(read: ReadText): string[] {
  const path = /^0::(\/.*)$/mu.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  const names = path.split('/').filter((name) => name !== '' && name !== '..');
  return [...names.keys(), names.length].map((depth) =>
    ['/sys/fs/cgroup', ...names.slice(0, depth)].join('/'),
  );
}
