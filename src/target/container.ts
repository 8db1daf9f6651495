import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../model/error.ts';
import type { ContainerPlan } from '../model/target.ts';
import { cancelledError, throwIfCancelled } from './cancelled.ts';
import { createArguments, usesHostNetwork } from './container-arguments.ts';
import { containerExitedError, containerNeverReadyError, createFailedError } from './container-error.ts';
import { removeContainers } from './container-removal.ts';
import { inspectContainer, readContainerState, type ContainerState } from './container-state.ts';
import { docker, streamDocker } from './exec.ts';
import { provideImage, readImageBytes, resolveImageDigest } from './image.ts';
import { ownerMark } from './owner.ts';
import { assertPortFree } from './port.ts';
import { waitUntilReady } from './readiness.ts';
import { nameTarget, type RunningTarget, type TargetContext, type TargetState } from './running-target.ts';
import { targetLabel } from './session.ts';
import { forgetStarted, recordContainer } from './started.ts';
import { openTargetLog, type TargetLog } from './target-log.ts';

/** Between SIGTERM and SIGKILL. A model server has nothing to save. */
const stopGraceSeconds = 3;
const createTimeoutMs = 120_000;
/** How often a container is asked for its state while it is not ready, beside the end of its log. */
const statePollMs = 2000;

/** A server in a container of its own, through the docker CLI. */
export async function startContainer(plan: ContainerPlan, context: TargetContext): Promise<RunningTarget> {
  const { sessionId, stateFile, signal } = context;
  const name = nameTarget(context);
  const creation = createArguments(plan, context, name, ownerMark(stateFile));
  throwIfCancelled(signal, plan.image);
  await provideImage(plan, { sessionId, signal });
  throwIfCancelled(signal, plan.image);
  if (usesHostNetwork(plan)) await assertPortFree(plan.port);

  const log = openTargetLog(join(context.logDirectory, `${name}.log`), context.onNote, context.mask);
  recordContainer(stateFile, sessionId, { name });
  const stop = prepareStop(name, context, log);
  try {
    // Not ended by the signal: the engine would create it all the same, out of our sight.
    const created = await docker(creation, { timeoutMs: createTimeoutMs, sessionId });
    const id = created.stdout.trim();
    if (!created.ok) throw createFailedError(plan, created);
    recordContainer(stateFile, sessionId, { name, id });
    await assertImage(id, plan);
    return await startCreated(id, plan, context, log, stop);
  } catch (error) {
    await stop(0).catch((problem: unknown) => context.onNote(String(problem)));
    throw error;
  }
}

async function startCreated(
  id: string,
  plan: ContainerPlan,
  context: TargetContext,
  log: TargetLog,
  stop: (graceSeconds: number) => Promise<void>,
): Promise<RunningTarget> {
  throwIfCancelled(context.signal, plan.image);
  const startedAtMs = performance.now();
  const start = await docker(['start', id], { timeoutMs: createTimeoutMs, sessionId: context.sessionId });
  if (!start.ok) throw createFailedError(plan, start);

  const follower = streamDocker(['logs', '--follow', id], context.sessionId);
  log.attach(follower.stdout);
  log.attach(follower.stderr);
  const container = await inspectContainer(id);
  if (!container || container.state.kind === 'exited') {
    await log.settle(2000);
    throw containerExitedError(plan, await readContainerState(id), log.tail());
  }

  const baseUrl = `http://127.0.0.1:${hostPort(container, plan, plan.port)}`;
  const url = baseUrl + plan.ready.path;
  const way = plan.http === undefined ? {} : { http: plan.http };
  const readiness = await waitUntilReady({
    url,
    way,
    plan: plan.ready,
    startedAtMs,
    signal: context.signal,
    untilExited: (signal) => untilContainerExited(id, follower.ended, signal),
  });
  switch (readiness.kind) {
    case 'cancelled':
      throw cancelledError(plan.image);
    case 'exited':
      await log.settle(2000);
      throw containerExitedError(plan, readiness.state, log.tail());
    case 'never':
      throw containerNeverReadyError(plan, url, readiness.last, log.tail());
    case 'ready':
  }
  const digest = await resolveImageDigest(container.imageId, plan.image);
  const imageBytes = await readImageBytes(container.imageId);
  return {
    endpoint: { baseUrl, ...way },
    identity: {
      kind: 'container',
      name: plan.build?.dockerfile ?? plan.image,
      ...(digest === undefined ? {} : { digest }),
    },
    container: { containerId: id, pid: container.pid },
    ...(plan.metrics?.port === undefined
      ? {}
      : { metricsUrl: `http://127.0.0.1:${hostPort(container, plan, plan.metrics.port)}` }),
    readyMs: readiness.readyMs,
    ...(imageBytes === undefined ? {} : { imageBytes }),
    logFile: log.file,
    state: () => readContainerState(id),
    logTail: async () => log.tail(),
    stop: () => stop(stopGraceSeconds),
  };
}

/** An extra argument that is no option would be taken for the image: started, and quietly measured. */
async function assertImage(id: string, plan: ContainerPlan): Promise<void> {
  const imageName = (await inspectContainer(id))?.imageName;
  if (imageName === undefined || imageName === plan.image) return;
  throw new SluiceError('container-start-failed', {
    fact: `Docker took \`${imageName}\` for the image instead of \`${plan.image}\`.`,
    remedy:
      'Write each of the extra arguments as `--option=value`; a word that is no option ends the options.',
  });
}

/** Of this machine, for a port inside the container. */
function hostPort(container: ContainerState, plan: ContainerPlan, inside: number): number {
  if (usesHostNetwork(plan)) return inside;
  const port = container.hostPorts.get(inside);
  if (port !== undefined) return port;
  throw new SluiceError('container-start-failed', {
    fact: `Docker published no port of this machine for port ${inside} of \`${plan.image}\`.`,
    remedy: `Use a network whose ports can be published; \`${plan.network ?? 'bridge'}\` has none.`,
  });
}

/**
 * Resolves when the container has exited. The end of its log tells it at once; the state is asked for besides, because
 * some log drivers cannot be read.
 */
async function untilContainerExited(id: string, logEnded: Promise<unknown>, signal: AbortSignal) {
  let wake: Promise<unknown> | undefined = logEnded;
  for (;;) {
    const pause = sleep(statePollMs, undefined, { signal });
    await (wake ? Promise.race([wake.then(() => (wake = undefined)), pause]) : pause);
    const state: TargetState = await readContainerState(id);
    if (state.kind === 'exited') return state;
  }
}

function prepareStop(
  name: string,
  context: TargetContext,
  log: TargetLog,
): (graceSeconds: number) => Promise<void> {
  let stopping: Promise<void> | undefined;

  async function stopOnce(graceSeconds: number): Promise<void> {
    if (graceSeconds > 0) {
      // Politely first, for the last lines of the log. It may fail in any way: the removal below decides.
      await docker(['stop', `--time=${graceSeconds}`, name], { timeoutMs: 20_000 });
      await log.settle(1000);
    }
    log.close();
    await removeContainers({ label: targetLabel, value: name });
    forgetStarted(context.stateFile, context.sessionId, name);
  }

  return (graceSeconds) => {
    // A stop that failed may be tried again.
    stopping ??= stopOnce(graceSeconds).catch((error: unknown) => {
      stopping = undefined;
      throw error;
    });
    return stopping;
  };
}
