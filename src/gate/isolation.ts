import { cpus } from 'node:os';
import type { Plan } from '../model/plan.ts';
import type { ContainerPlan } from '../model/target.ts';
import type { Isolation } from '../model/run.ts';
import { readEngineCores, type EngineCores } from '../target/index.ts';
import { readUsableCores, type UsableCores } from '../telemetry/index.ts';
import { shared, splitCores } from './split-cores.ts';

export interface IsolatedPlan {
  /** With the cores of both containers, and as many workers as the generator has cores. */
  plan: Plan;
  /** Undefined where no container is measured. */
  isolation?: Isolation;
}

/** Where the numbers of cores come from. */
export interface CoreSources {
  usableCores: () => UsableCores;
  /** Of the whole machine. */
  coreCount: () => number;
  engineCores: () => Promise<EngineCores>;
}

const thisMachine: CoreSources = {
  usableCores: readUsableCores,
  coreCount: () => cpus().length,
  engineCores: readEngineCores,
};

/**
 * Decides `isolation: auto` before anything is started: both arms get the same cores of their own, and the generator keeps
 * the others. The generator itself is not bound: the kernel moves it off the cores that the container keeps busy, and
 * binding its few threads together would make them wait for each other.
 */
export async function isolatePlan(plan: Plan, sources: CoreSources = thisMachine): Promise<IsolatedPlan> {
  const arms = [plan.candidate, plan.base].filter((arm) => arm?.kind === 'container') as ContainerPlan[];
  if (arms.length === 0) return { plan };
  const isolation = await decide(plan, arms, sources);
  if (isolation.kind === 'shared') return { plan, isolation };
  const bound = (arm: Plan['candidate']) =>
    arm.kind === 'container' ? { ...arm, cores: isolation.target } : arm;
  return {
    isolation,
    plan: {
      ...plan,
      candidate: bound(plan.candidate),
      ...(plan.base ? { base: bound(plan.base) } : {}),
      load: { ...plan.load, workers: plan.load.workers || isolation.generator.length },
    },
  };
}

async function decide({ load }: Plan, arms: ContainerPlan[], sources: CoreSources): Promise<Isolation> {
  if (arms.some(({ isolation }) => isolation === 'none')) return shared('`isolation: none` is set');
  if (arms.some(({ extraArguments }) => extraArguments.some((argument) => argument.startsWith('--cpuset')))) {
    return shared("the container's cores are set by `extra-arguments`");
  }
  const limits = arms.flatMap((arm) => arm.cpus ?? []);
  const split = splitCores(sources.usableCores(), {
    workers: load.workers,
    cpus: limits.length > 0 ? Math.max(...limits) : undefined,
  });
  if (split.kind === 'shared') return split;
  const [engine, count] = [await sources.engineCores(), sources.coreCount()];
  if (!engine.canBind) return shared('the Docker engine cannot bind containers to cores');
  if (engine.cores !== count) {
    return shared(
      `the Docker engine sees ${engine.cores} cores and this machine has ${count}, so they are not the same`,
    );
  }
  return split;
}
