import { z } from 'zod';
import { ask } from './client.ts';
import type { MlflowServer } from './client.ts';

const run = z.object({
  run: z.object({ info: z.object({ run_id: z.string(), artifact_uri: z.string().optional() }) }),
});

export interface MlflowRun {
  experimentId: string;
  runId: string;
  /** Where its artifacts are kept, as the server says. */
  artifactUri: string;
}

export async function createRun(
  server: MlflowServer,
  experimentId: string,
  head: { run_name: string; start_time: number; tags: { key: string; value: string }[] },
): Promise<MlflowRun> {
  const { info } = (await ask(server, 'runs/create', { experiment_id: experimentId, ...head }, run)).run;
  return { experimentId, runId: info.run_id, artifactUri: info.artifact_uri ?? '' };
}

export async function endRun(
  server: MlflowServer,
  { runId }: MlflowRun,
  status: 'FINISHED' | 'FAILED',
  endedAtMs: number,
): Promise<void> {
  await ask(server, 'runs/update', { run_id: runId, status, end_time: Math.round(endedAtMs) }, z.object({}));
}
