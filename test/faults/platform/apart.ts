import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { GateScene } from '../../action/gate-scene.ts';
import { startGitHubApi } from '../../support/github-api/server.ts';
import type { ActionRun } from '../../support/runner.ts';
import type { FaultBench, ObservedStep } from '../bench.ts';
import { observe } from '../observed.ts';

let scenes = 0;

/** A copy of the bench's workspace with a GitHub of its own, so that several steps may run beside one another. */
export async function sceneApart(bench: FaultBench): Promise<GateScene> {
  scenes += 1;
  const folder = bench.makeFolder(`apart-${scenes}`);
  await cp(bench.workspace, folder, { recursive: true });
  const scene = new GateScene(await startGitHubApi(), folder, { action: bench.action });
  bench.atEnd(() => scene.close());
  return scene;
}

/** Runs a step in it, `dist/main` on the pull request unless `change` says otherwise. */
export async function runApart(
  bench: FaultBench,
  scene: GateScene,
  change: Partial<ActionRun> = {},
): Promise<ObservedStep> {
  const startedAtMs = performance.now();
  const env = { TMPDIR: bench.temporary, RUNNER_TEMP: bench.runnerTemp, ...change.env };
  const outcome = await scene.run({ ...change, env });
  const ended = { ...outcome, tookMs: performance.now() - startedAtMs };
  return observe(ended, join(scene.workspace, 'out/sluice'), outcome.outputs);
}

/**
 * Works on all of them, at most `width` at a time, and gives back what came of each, in their order. Where one fails, those
 * that have begun are waited for.
 */
export async function together<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length && failures.length === 0; at = next++) {
      try {
        results[at] = await work(items[at] as T);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
