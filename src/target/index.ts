import type { TargetPlan } from '../model/target.ts';
import { startContainer } from './container.ts';
import { startProcess } from './process.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';
import { assertSessionId } from './session.ts';
import { startUrl } from './url.ts';

export type { RunningTarget, TargetContext, TargetIdentity, TargetState } from './running-target.ts';
export { buildImage, buildTimeoutMs } from './build.ts';
export { cleanUp, type CleanupReport } from './clean-up.ts';
export { mostOffsetMs, readCommonClock } from './common-clock.ts';
export { standBetween, type StoodBetween } from './dependency.ts';
export { refusedArgument } from './extra-arguments.ts';
export { isThisMachine } from './proxy.ts';
export { readEngineCores, type EngineCores } from './engine-cores.ts';
export { describeContainer, removeLeftovers, type Leftovers } from './leftovers.ts';
export { readLoadMs } from './load-time.ts';
export { recognise } from './recognise.ts';
export { openServerTokenizer } from './server-tokenizer.ts';
export { exposedPort, imageIdentity, resolveImageDigest } from './image.ts';
export { prepareProcess } from './prepare.ts';
export { toolMarks } from './tool-marks.ts';
export { checkOut } from './worktree.ts';

/**
 * Starts a target and waits until it is ready. Whatever goes wrong on the way, and when the signal is aborted,
 * nothing of it is left running.
 *
 * Throws a `SluiceError`: `docker-unavailable`, `image-not-found`, `container-start-failed`, `container-exited`,
 * `process-start-failed`, `process-exited`, `port-in-use`, `target-never-ready`, `target-unreachable`,
 * `path-outside-workspace`, `config-invalid`, `output-unwritable`, `cancelled`.
 */
export async function startTarget(plan: TargetPlan, context: TargetContext): Promise<RunningTarget> {
  assertSessionId(context.sessionId);
  switch (plan.kind) {
    case 'container':
      return startContainer(plan, context);
    case 'process':
      return startProcess(plan, context);
    case 'url':
      return startUrl(plan, context);
  }
}
