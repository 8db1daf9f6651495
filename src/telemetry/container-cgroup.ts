import type { ReadText } from './read-text.ts';

/** A container's main process, as the Docker engine numbers it. */
export interface ContainerProcess {
  containerId: string;
  pid: number;
}

/** The folders in which the kernel keeps account of a container: in version 2 one for all. */
export interface ContainerCgroup {
  cpu: string;
  memory?: string;
  /** Of CPU time; version 1 may keep it apart. */
  cpuAccount?: string;
  processes?: string;
}

/**
 * Where a container's account is kept, by way of its process: that holds for every cgroup driver. The process number may be one
 * of another machine, so the group must bear the container's id, as it does with either driver (`/docker/ID`,
 * `/system.slice/docker-ID.scope`). Undefined where the engine's cgroups cannot be seen: on another machine, in a virtual
 * machine (macOS, Windows), or from within a container.
 */
export function findContainerCgroup(
  { containerId, pid }: ContainerProcess,
  read: ReadText,
): ContainerCgroup | undefined {
  const folders = new Map<string, string>();
  for (const line of (read(`/proc/${pid}/cgroup`) ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/u.exec(line) ?? [];
    if (controllers === undefined || !path?.includes(containerId)) continue;
    for (const controller of controllers.split(',')) folders.set(controller, path);
  }
  const at = (controller: string): string | undefined => {
    const path = folders.get(controller);
    return path === undefined ? undefined : `/sys/fs/cgroup/${controller}${path}`;
  };
  const cpu = at('cpu');
  if (cpu !== undefined) {
    const [memory, cpuAccount, processes] = [at('memory'), at('cpuacct'), at('pids')];
    return {
      cpu,
      ...(memory && { memory }),
      ...(cpuAccount && { cpuAccount }),
      ...(processes && { processes }),
    };
  }
  const unified = folders.get('');
  const folder = unified === undefined ? undefined : `/sys/fs/cgroup${unified}`;
  if (folder === undefined || read(`${folder}/cpu.stat`) === undefined) return undefined;
  return { cpu: folder, memory: folder, processes: folder };
}
