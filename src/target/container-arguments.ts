import { SluiceError } from '../model/error.ts';
import type { ContainerPlan } from '../model/target.ts';
import type { TargetContext } from './running-target.ts';
import { armLabel, sessionLabel, targetLabel } from './session.ts';
import { mountArgument } from './volume.ts';

/**
 * The arguments of `docker create` for a plan. A setting and its value are one argument (`--memory=2g`), so that no
 * value can be taken for another option. Throws `config-invalid`, `path-outside-workspace`, `container-start-failed`.
 */
export function createArguments(
  plan: ContainerPlan,
  context: Pick<TargetContext, 'sessionId' | 'arm' | 'workspace'>,
  name: string,
): string[] {
  assertExtraArguments(plan.extraArguments);
  return [
    'create',
    `--name=${name}`,
    `--label=${sessionLabel}=${context.sessionId}`,
    `--label=${armLabel}=${context.arm}`,
    `--label=${targetLabel}=${name}`,
    // Whether the image may be pulled was settled before, with its own error.
    '--pull=never',
    // A port that Docker chooses, on the loopback address only: the model under test is nobody else's business.
    ...(usesHostNetwork(plan) ? [] : [`--publish=127.0.0.1::${plan.port}`]),
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

export function usesHostNetwork(plan: Pick<ContainerPlan, 'network'>): boolean {
  return plan.network === 'host';
}

/** By these the container is found again and its end explained; they are ours. */
function assertExtraArguments(extraArguments: string[]): void {
  const ours = extraArguments.find(
    (argument) => /^--(?:name|rm|cidfile|pull)(?:=|$)/u.test(argument) || argument.includes('dev.sluice.'),
  );
  const separator = extraArguments.find((argument) => argument === '--');
  const refused = ours ?? separator;
  if (refused === undefined) return;
  throw new SluiceError('config-invalid', {
    fact: `\`extra-arguments\` of the container has \`${refused}\`, which Sluice sets itself.`,
    remedy: 'Remove it: the container gets its own name and labels, and is removed in every outcome.',
  });
}
