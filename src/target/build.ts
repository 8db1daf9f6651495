import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../model/error.ts';
import type { BuildPlan } from '../model/target.ts';
import { throwIfCancelled } from './cancelled.ts';
import { docker, streamDocker } from './exec.ts';
import { nameTarget, type TargetContext } from './running-target.ts';
import { forgetStarted, recordProcess } from './started.ts';
import { openTargetLog } from './target-log.ts';
import { resolveInWorkspace } from './workspace-path.ts';

/** As long as an image may be pulled for. */
export const buildTimeoutMs = 30 * 60_000;
const askTimeoutMs = 30_000;

/**
 * Builds an image by `docker build` and gives it no name; what it wrote is kept as a log.
 * @returns the image's id
 * @throws SluiceError `image-build-failed`, `docker-unavailable`, `path-outside-workspace`, `output-unwritable`, `cancelled`
 */
export async function buildImage(
  plan: BuildPlan,
  context: TargetContext,
  timeoutMs: number,
): Promise<string> {
  const { workspace, sessionId, stateFile, signal, logDirectory } = context;
  const inside = (path: string, key: string) =>
    resolveInWorkspace(workspace, path, `target.container.build.${key}`, 'image-build-failed');
  const name = nameTarget(context);
  const idFile = join(logDirectory, `${name}.image`);
  const arguments_ = [
    'build',
    // Of a step that failed or was cancelled, too: the classic builder runs each in a container.
    '--force-rm',
    `--iidfile=${idFile}`,
    `--file=${inside(plan.dockerfile, 'dockerfile')}`,
    ...Object.entries(plan.args).map(([arg, value]) => `--build-arg=${arg}=${value}`),
    '--',
    inside(plan.context, 'context'),
  ];
  throwIfCancelled(signal, plan.context);
  const log = openTargetLog(join(logDirectory, `${name}.log`), context.onNote, context.mask);
  // Its environment carries the session, by which a cleanup finds it.
  recordProcess(stateFile, sessionId, { name });
  const build = streamDocker(arguments_, sessionId, { signal, timeoutMs });
  log.attach(build.stdout);
  log.attach(build.stderr);
  const { ok, timedOut } = await build.ended;
  await log.settle(1000);
  log.close();
  forgetStarted(stateFile, sessionId, name);
  throwIfCancelled(signal, plan.context);
  if (!ok) throw await buildError(plan, timedOut ? timeoutMs : undefined, log.tail());
  const id = (await readFile(idFile, 'utf8')).trim();
  await rm(idFile);
  return id;
}

async function buildError(
  { dockerfile }: BuildPlan,
  limitMs: number | undefined,
  evidence: string[],
): Promise<SluiceError> {
  // Says so itself where there is no engine that could build anything.
  await docker(['version'], { timeoutMs: askTimeoutMs });
  const how = limitMs === undefined ? 'failed' : `was not done in ${Math.round(limitMs / 1000)} s`;
  return new SluiceError('image-build-failed', {
    fact: `The build of ${dockerfile} ${how}.`,
    remedy: 'Its last lines are shown, all of it is in the logs folder; try `docker build` by hand.',
    evidence,
  });
}
