import { posix } from 'node:path';
import { readLimits, strictestLimits } from '../config/index.ts';
import { SluiceError } from '../model/error.ts';
import type { LimitsPlan, Plan } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import { isThisMachine, refusedArgument } from '../target/index.ts';
import type { BaseBranch } from './base-branch.ts';

/**
 * The plan with the limits that hold for a change: those of its base branch, as its baselines are, so that it cannot loosen
 * its own. Of a fork nothing that opens the host is taken, whatever the base branch opens.
 * @param inputUrl as the workflow names it
 * @param base absent where nothing is to be merged
 * @throws SluiceError `config-yaml`, `config-invalid`, `github-api`, `github-permission`, `base-commit-missing`
 */
export async function withLimitsOfBase(
  plan: Plan,
  inputUrl: string | undefined,
  base: BaseBranch | undefined,
): Promise<Plan> {
  if (!base) return plan;
  const strictest = { ...strictestLimits, source: 'the defaults (nothing else was looked up)' };
  const closed: Partial<LimitsPlan> = base.isFork ? { dockerArguments: [], foreignNetworks: false } : {};
  // Most gates ask for nothing that any limits could refuse, and need no look at the base branch for that.
  if (!asksForMore(plan)) return { ...plan, limits: { ...strictest, ...closed } };
  const path = posix.normalize(plan.configFile ?? 'sluice.yml');
  const text = await base.readText(path, plan.workspace);
  const limits = readLimits(text, `${path} of the base branch`, inputUrl);
  return { ...plan, limits: { ...limits, ...closed } };
}

const asksForMore = ({ candidate, base }: Plan): boolean =>
  [candidate, base].some(
    (arm) =>
      arm !== undefined &&
      (isElsewhere(arm) || (arm.kind === 'container' && refusedArgument(arm) !== undefined)),
  );

/** Whether its load goes to another machine. */
export const isElsewhere = (arm: TargetPlan): boolean =>
  arm.kind === 'url' && arm.socketPath === undefined && !isThisMachine(new URL(arm.url));

/**
 * The plan whose targets take what its limits open.
 * @throws SluiceError `limits-exceeded` for what they do not
 */
export function underLimits(plan: Plan): Plan {
  const limits = plan.limits ?? strictestLimits;
  const { candidate, base } = plan;
  return {
    ...plan,
    candidate: armUnderLimits(candidate, plan, limits),
    ...(base ? { base: armUnderLimits(base, plan, limits) } : {}),
  };
}

function armUnderLimits(arm: TargetPlan, plan: Plan, limits: LimitsPlan): TargetPlan {
  if (arm.kind === 'container') {
    const { network } = arm;
    if (!limits.foreignNetworks && network !== undefined && /^(?:host|container:.*)$/.test(network))
      throw beyond(
        `\`network: ${network}\` leaves the container's own network`,
        'pull requests from forks',
        forkRemedy,
      );
    const opened = { ...arm, openedArguments: limits.dockerArguments };
    const refused = refusedArgument(opened);
    if (refused && !refused.ours)
      throw beyond(
        `\`extra-arguments\` has \`${refused.argument.replace(/\p{C}/gu, '?')}\``,
        sourceOf(limits),
        argumentRemedy,
      );
    return opened;
  }
  if (arm.kind !== 'url') return arm;
  if (isElsewhere(arm)) checkLoad(arm, plan, limits);
  return { ...arm, allowedHosts: limits.hosts };
}

function checkLoad(
  arm: Extract<TargetPlan, { kind: 'url' }>,
  { load, scenarios }: Plan,
  limits: LimitsPlan,
): void {
  const host = new URL(arm.url).hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (!limits.hosts.includes(host)) {
    throw beyond(`The url target is on ${host}`, sourceOf(limits), hostRemedy);
  }
  const highest = Math.max(
    load.mixedRatePerSecond,
    ...scenarios.map((scenario) => (scenario.kind === 'ramp' ? scenario.to * load.expectedRatePerSecond : 0)),
  );
  if (highest <= limits.mostRatePerSecond) return;
  const asked = `Up to ${Math.ceil(highest)} requests/s would go to ${host}`;
  throw beyond(asked, `${limits.source}: ${limits.mostRatePerSecond} requests/s`, rateRemedy);
}

const sourceOf = ({ source }: LimitsPlan): string => source;

const argumentRemedy =
  'Give what any change may give (docs/security.md lists it), or name it in `limits.docker-arguments` in sluice.yml of the base branch, in a change of its own; each option with its value as one argument. Pull requests from forks get nothing that opens the host.';
const hostRemedy =
  'Name the host under `limits.hosts` in sluice.yml of the base branch, in a change of its own, or name the address by the input `url` in the workflow.';
const rateRemedy =
  'Lower `load.expected-rate`, or raise `limits.rate` in sluice.yml of the base branch, in a change of its own.';
const forkRemedy = 'Leave `network` out, or measure the change on a branch of this repository.';

function beyond(what: string, by: string, remedy: string): SluiceError {
  return new SluiceError('limits-exceeded', {
    fact: `${what}, which is not within the limits (${by}).`,
    remedy,
  });
}
