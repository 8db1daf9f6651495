import { SluiceError } from '../model/error.ts';
import type { ContainerPlan } from '../model/target.ts';

/** By these the container is found again and its end explained; they are ours, whoever opened what. */
const ours = /^--(?:name|rm|cidfile|pull)(?:=|$)|^--$|dev\.sluice\./u;

/** Options that bound the container, or change what is inside of it, whatever their value is. */
const harmless = [
  'cap-drop',
  'cpu-period',
  'cpu-quota',
  'cpu-shares',
  'cpus',
  'cpuset-cpus',
  'cpuset-mems',
  'dns',
  'entrypoint',
  'expose',
  'gpus',
  'group-add',
  'health-cmd',
  'health-interval',
  'health-retries',
  'health-timeout',
  'hostname',
  'label',
  'memory',
  'memory-reservation',
  'memory-swap',
  'memory-swappiness',
  'network-alias',
  'pids-limit',
  'platform',
  'shm-size',
  'stop-signal',
  'stop-timeout',
  'tmpfs',
  'ulimit',
  'user',
  'workdir',
];

/**
 * What any change may give: each is one argument, `--option=value`. Options whose values reach the host have those values
 * that do not; `--env NAME` alone would hand over a variable of ours.
 */
const allowed = [
  new RegExp(`^--(?:${harmless.join('|')})=\\P{Cc}+$`, 'u'),
  /^--(?:init|read-only|no-healthcheck)$/u,
  /^--env=[^=\s]+=\P{Cc}*$/u,
  /^--ipc=(?:private|none|shareable)$/u,
  /^--security-opt=no-new-privileges(?::true|=true)?$/u,
  /^--sysctl=(?:net\.|kernel\.(?:shm|msg|sem)|fs\.mqueue\.)[\w./-]+=\d[\d\s]*$/u,
  // GPUs of the kinds that have no runtime of their own, and the runtime of the one that does.
  /^--device=\/dev\/(?:nvidia[\w-]*|dri(?:\/[\w-]+)?|kfd|accel\/accel\d+|dxg|infiniband\/uverbs\d+)$/u,
  /^--runtime=(?:runc|nvidia)$/u,
];

/** The first of a plan's extra arguments that is not taken, and whether it may be opened. */
export function refusedArgument({
  extraArguments,
  openedArguments = [],
}: Pick<ContainerPlan, 'extraArguments' | 'openedArguments'>):
  { argument: string; ours: boolean } | undefined {
  for (const argument of extraArguments) {
    if (ours.test(argument)) return { argument, ours: true };
    if (!allowed.some((form) => form.test(argument)) && !openedArguments.includes(argument))
      return { argument, ours: false };
  }
  return undefined;
}

/** @throws SluiceError `config-invalid` for what Sluice sets itself, `limits-exceeded` for what opens the host */
export function assertExtraArguments(plan: Pick<ContainerPlan, 'extraArguments' | 'openedArguments'>): void {
  const refused = refusedArgument(plan);
  if (refused === undefined) return;
  const argument = refused.argument.replace(/\p{C}/gu, '?');
  if (refused.ours) {
    throw new SluiceError('config-invalid', {
      fact: `\`extra-arguments\` of the container has \`${argument}\`, which Sluice sets itself.`,
      remedy: 'Remove it: the container gets its own name and labels, and is removed in every outcome.',
    });
  }
  throw new SluiceError('limits-exceeded', {
    fact: `\`extra-arguments\` of the container has \`${argument}\`, which is none that any change may give.`,
    remedy: argument.startsWith('--')
      ? 'Write each as one argument, `--option=value`; what opens the host is named in `limits.docker-arguments` of the base branch, and never taken in a pull request from a fork.'
      : 'Write each of them as one argument, `--option=value`.',
  });
}
