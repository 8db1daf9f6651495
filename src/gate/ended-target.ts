import { SluiceError } from '../model/error.ts';
import type { Arm } from '../model/run.ts';
import type { BlockPlan } from '../model/schedule.ts';
import type { RunningTarget, TargetState } from '../target/index.ts';

/** What became of a target that runs no more, for the end of a sentence. */
export function howEnded(state: TargetState): string | undefined {
  if (state.kind === 'running') return undefined;
  return state.outOfMemory
    ? 'was killed for want of memory'
    : `exited with code ${state.exitCode ?? 'unknown'}`;
}

/** A server that died under the load of a verdict: nothing measured after it means anything. */
export async function endedUnder(
  { scenario, index }: BlockPlan,
  target: RunningTarget,
  state: TargetState,
  arm: Arm,
): Promise<SluiceError> {
  const { identity } = target;
  return new SluiceError(identity.kind === 'container' ? 'container-exited' : 'process-exited', {
    fact: `The ${arm} (${identity.name}) ${howEnded(state) ?? ''} during ${scenario}, block ${index}.`,
    remedy:
      state.kind === 'exited' && state.outOfMemory
        ? 'Give it more memory (`memory:` in sluice.yml), or find out why this change needs more.'
        : 'Look at its last log lines below and in the logs folder of the output.',
    evidence: await target.logTail(),
  });
}
