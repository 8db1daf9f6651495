import type { TargetPlan } from '../model/target.ts';

/** What a target is started with on top of its own settings. */
export interface TargetAdditions {
  env?: Record<string, string>;
  arguments?: string[];
}

/** The target with these variables, which go before its own, and these arguments at the end of its command. What is behind a url stays as it is. */
export function withAdditions(
  plan: TargetPlan,
  { env = {}, arguments: added = [] }: TargetAdditions,
): TargetPlan {
  switch (plan.kind) {
    case 'container':
      return { ...plan, env: { ...plan.env, ...env }, command: [...plan.command, ...added] };
    case 'process':
      return { ...plan, env: { ...plan.env, ...env }, command: [...plan.command, ...added] };
    case 'url':
      return plan;
  }
}
