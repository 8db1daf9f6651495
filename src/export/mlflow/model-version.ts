import { z } from 'zod';
import type { MlflowExport } from '../../model/export.ts';
import type { TrackedRun } from '../tracking/tracked-run.ts';
import { ask } from './client.ts';
import type { MlflowServer } from './client.ts';

const aliased = z.object({ model_version: z.object({ version: z.coerce.string() }) });

/** Writes the verdict, and what the version takes, onto a version of a registered model. @returns the version */
export async function tagModelVersion(
  server: MlflowServer,
  { name, version: asked }: NonNullable<MlflowExport['model']>,
  { labels }: TrackedRun,
  runId: string,
): Promise<string> {
  const version = asked.startsWith('@') ? await resolveAlias(server, name, asked.slice(1)) : asked;
  const tags = {
    'sluice.verdict': labels['sluice.verdict'],
    'sluice.sentence': labels['sluice.sentence'],
    'sluice.capacity': labels['sluice.capacity'],
    'sluice.commit': labels['sluice.commit'],
    'sluice.mlflow_run': runId,
  };
  for (const [key, value] of Object.entries(tags))
    if (value) await ask(server, 'model-versions/set-tag', { name, version, key, value }, z.object({}));
  return version;
}

/** `champion` as the version that it stands for now. */
async function resolveAlias(server: MlflowServer, name: string, alias: string): Promise<string> {
  const { model_version: found } = await ask(server, 'registered-models/alias', { name, alias }, aliased);
  return found.version;
}
