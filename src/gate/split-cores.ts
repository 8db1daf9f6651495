import type { Isolation } from '../model/run.ts';

/** The cores that may be split, as the machine tells them. */
export interface SplittableCores {
  /** Ascending. */
  ids: readonly number[];
  /** Hardware threads that share a physical core. */
  siblings: readonly (readonly number[])[];
  /** Cores by CPU quota; undefined without one. */
  quota: number | undefined;
}

export interface CoreWishes {
  /** Worker threads of the generator; 0 = as many as it gets cores. */
  workers: number;
  /** The most CPUs that an arm was given by the settings. */
  cpus: number | undefined;
}

/** With fewer, a core taken from the model would change what is measured more than it would quieten it. */
const fewestCores = 4;
const mostGeneratorCores = 8;

/**
 * Splits the cores between container and generator: the generator gets a core for each of its workers, by default one in
 * four and at most eight, and never more than half; the container gets all others. Hardware threads of one physical core
 * stay together as far as the number allows, since they slow each other down.
 */
export function splitCores(cores: SplittableCores, { workers, cpus }: CoreWishes): Isolation {
  const { ids, siblings, quota } = cores;
  const count = ids.length;
  if (count === 0) return shared('this system does not tell which cores it has');
  if (count < fewestCores) {
    return shared(
      `${count} ${count === 1 ? 'core' : 'cores'}, and at least ${fewestCores} are needed to set some apart`,
    );
  }
  if (quota !== undefined && quota < count) {
    return shared(`a CPU quota of ${quota} cores is set, which may be any of the ${count}`);
  }
  const wanted = workers > 0 ? workers : Math.min(mostGeneratorCores, Math.floor(count / 4));
  const forGenerator = Math.min(wanted, Math.floor(count / 2));
  const forTarget = count - forGenerator;
  if (cpus !== undefined && Math.ceil(cpus) > forTarget) {
    return shared(
      `the container may use ${cpus} CPUs, and ${forTarget} of ${count} cores would be left for it`,
    );
  }
  const physical = (core: number) => siblings.find((group) => group.includes(core))?.[0] ?? core;
  const ordered = [...ids].sort((a, b) => physical(a) - physical(b) || a - b);
  const ascending = (some: number[]) => some.sort((a, b) => a - b);
  return {
    kind: 'pinned',
    target: ascending(ordered.slice(0, forTarget)),
    generator: ascending(ordered.slice(forTarget)),
  };
}

export const shared = (reason: string): Isolation => ({ kind: 'shared', reason });
