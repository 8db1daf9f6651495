import type { TargetPlan } from '../model/target.ts';

/** What a target is called before it has started and tells of itself. */
export function targetName(plan: TargetPlan): string {
  switch (plan.kind) {
    case 'container':
      return plan.build?.dockerfile ?? plan.image;
    case 'process':
      return plan.command.join(' ');
    case 'url':
      return plan.url;
  }
}
