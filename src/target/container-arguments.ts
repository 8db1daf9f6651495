import type { ContainerPlan } from '../model/target.ts';
import { assertExtraArguments } from './extra-arguments.ts';
import type { TargetContext } from './running-target.ts';
import { armLabel, ownerLabel, sessionLabel, targetLabel } from './session.ts';
import { mountArgument } from './volume.ts';

/**
 * The arguments of `docker create` for a plan. A setting and its value are one argument (`--memory=2g`), so that no
 * value can be taken for another option. Throws `config-invalid`, `limits-exceeded`,
 * `path-outside-workspace`, `container-start-failed`.
 */
export function createArguments(
  plan: ContainerPlan,
  context: Pick<TargetContext, 'sessionId' | 'arm' | 'workspace'>,
  name: string,
  owner?: string,
): string[] {
  assertExtraArguments(plan);
  return [
    'create',
    `--name=${name}`,
    `--label=${sessionLabel}=${context.sessionId}`,
    `--label=${armLabel}=${context.arm}`,
    `--label=${targetLabel}=${name}`,
    ...(owner === undefined ? [] : [`--label=${ownerLabel}=${owner}`]),
    // Whether the image may be pulled was settled before, with its own error.
    '--pull=never',
    // A port that Docker chooses, on the loopback address only: the model under test is nobody else's business.
    ...publishedPorts(plan).map((port) => `--publish=127.0.0.1::${port}`),
    ...Object.entries(plan.env).map(([variable, value]) => `--env=${variable}=${value}`),
    // Swap would turn a memory limit into a slowness limit.
    ...(plan.memory === undefined ? [] : [`--memory=${plan.memory}`, `--memory-swap=${plan.memory}`]),
    ...(plan.cpus === undefined ? [] : [`--cpus=${plan.cpus}`]),
    ...(plan.cores === undefined ? [] : [`--cpuset-cpus=${plan.cores.join(',')}`]),
    ...(plan.gpus === undefined ? [] : [`--gpus=${plan.gpus}`]),
    ...plan.volumes.map((volume) => `--mount=${mountArgument(volume, context.workspace)}`),
    ...(plan.network === undefined ? [] : [`--network=${plan.network}`]),
    ...plan.extraArguments,
    '--',
    plan.image,
    ...plan.command,
  ];
}

function publishedPorts(plan: ContainerPlan): number[] {
  if (usesHostNetwork(plan)) return [];
  return [...new Set([plan.port, plan.metrics?.port ?? plan.port])];
}

export function usesHostNetwork(plan: Pick<ContainerPlan, 'network'>): boolean {
  return plan.network === 'host';
}
