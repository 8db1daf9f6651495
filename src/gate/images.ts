import type { Plan } from '../model/plan.ts';
import type { TargetPlan } from '../model/target.ts';
import { buildImage, buildTimeoutMs } from '../target/index.ts';
import type { TargetContext } from '../target/index.ts';
import { targetContext } from './context.ts';
import type { GateContext } from './context.ts';

/** The plan with the images of both arms made that are to be built; itself where none is. */
export async function buildImages(plan: Plan, context: GateContext): Promise<Plan> {
  const { candidate, base, workspace } = plan;
  const built = await withImage(candidate, targetContext(context, 'candidate', workspace), buildTimeoutMs);
  const builtBase =
    base && (await withImage(base, targetContext(context, 'base', workspace), buildTimeoutMs));
  if (built === candidate && builtBase === base) return plan;
  return { ...plan, candidate: built, ...(builtBase ? { base: builtBase } : {}) };
}

/** The arm by its image's id, once that is built; nothing is left to pull. */
export async function withImage(
  arm: TargetPlan,
  context: TargetContext,
  timeoutMs: number,
): Promise<TargetPlan> {
  if (arm.kind !== 'container' || !arm.build) return arm;
  context.onNote(`Building ${arm.build.dockerfile} (${context.arm}).`);
  return { ...arm, image: await buildImage(arm.build, context, timeoutMs), pull: 'never' };
}
