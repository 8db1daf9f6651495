import { SluiceError } from '../model/error.ts';
import type { ContainerPlan } from '../model/target.ts';
import type { DockerAnswer } from './exec.ts';
import { portInUseError } from './port.ts';
import { describeNeverReady } from './readiness.ts';
import type { TargetState } from './running-target.ts';

/** `docker create` or `docker start` said no. */
export function createFailedError(plan: ContainerPlan, answer: DockerAnswer): SluiceError {
  const message = answer.message.join('\n');
  if (/port is already allocated|address already in use|ports are not available/iu.test(message)) {
    return portInUseError(`A port that the container of \`${plan.image}\` asks for is in use already.`, {
      evidence: answer.message,
    });
  }
  return new SluiceError('container-start-failed', {
    fact: answer.timedOut
      ? `Docker did not start a container of \`${plan.image}\` in time.`
      : `Docker could not start a container of \`${plan.image}\`.`,
    remedy: startRemedy(message),
    evidence: answer.message,
  });
}

function startRemedy(message: string): string {
  if (/could not select device driver|nvidia-container/iu.test(message)) {
    return 'Install the NVIDIA Container Toolkit on the runner, or leave `target.container.gpus` out.';
  }
  if (/requested CPUs are not available/iu.test(message)) {
    return 'Set `target.container.isolation: none`: the Docker engine may not use all cores of this machine.';
  }
  if (/No command specified|executable file not found|no such file or directory/iu.test(message)) {
    return 'Give the image a CMD or ENTRYPOINT, or correct `target.container.command`.';
  }
  return "Docker's own message is above; correct the settings under `target.container` that it names.";
}

export function containerExitedError(
  plan: ContainerPlan,
  state: TargetState,
  evidence: string[],
): SluiceError {
  const { exitCode, outOfMemory } = state.kind === 'exited' ? state : { exitCode: null, outOfMemory: false };
  const limit = plan.memory === undefined ? '' : ` of ${plan.memory}`;
  const code = exitCode === null ? '' : ` with exit code ${exitCode}`;
  return new SluiceError('container-exited', {
    fact: outOfMemory
      ? `The container of \`${plan.image}\` ran out of its memory${limit} and was killed (exit code ${exitCode}) before it was ready.`
      : `The container of \`${plan.image}\` ended${code} before it was ready.`,
    remedy: outOfMemory
      ? 'Raise `target.container.memory`, or give the model less to load.'
      : `Its last log lines are above; run \`docker run --rm ${plan.image}\` with the same settings by hand.`,
    evidence,
  });
}

export function containerNeverReadyError(
  plan: ContainerPlan,
  url: string,
  last: string,
  evidence: string[],
): SluiceError {
  return new SluiceError('target-never-ready', {
    fact: describeNeverReady(url, plan.ready.timeoutMs, last),
    remedy:
      `Check \`target.container.port\` (${plan.port}) and \`ready.path\` (${plan.ready.path}), and that the server ` +
      'listens on 0.0.0.0 inside the container; raise `ready.timeout` if the model needs longer to load.',
    evidence,
  });
}
