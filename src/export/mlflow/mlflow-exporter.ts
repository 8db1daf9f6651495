import { z } from 'zod';
import { SluiceError } from '../../model/error.ts';
import type { ExportInput, MlflowExport } from '../../model/export.ts';
import { farewell } from '../exporter.ts';
import type { Exporter } from '../exporter.ts';
import { trackedRunOf } from '../tracking/tracked-run.ts';
import type { TrackedRun } from '../tracking/tracked-run.ts';
import { keepArtifacts } from './artifacts.ts';
import { batchesOf, tagsOf } from './batches.ts';
import { ask, openServer, serverName } from './client.ts';
import type { MlflowServer } from './client.ts';
import { provideExperiment } from './experiment.ts';
import { tagModelVersion } from './model-version.ts';
import { createRun, endRun } from './run.ts';
import type { MlflowRun } from './run.ts';

/** A run of an MLflow tracking server, by its REST API 2.0. */
export function mlflowExporter(plan: MlflowExport): Exporter {
  return {
    name: serverName,
    async tell(input, context) {
      const server = openServer(plan, context);
      const tracked = trackedRunOf(input);
      const experimentId = await provideExperiment(server, plan.experiment);
      const run = await createRun(server, experimentId, {
        run_name: tracked.name,
        start_time: tracked.startedAtMs,
        tags: tagsOf(tracked),
      });
      const unkept = await logRun(server, run, tracked, input);
      const page = `${server.baseUrl}/#/experiments/${run.experimentId}/runs/${run.runId}`;
      const model = await tellModel(server, plan, tracked, run);
      const told = `${serverName} has run "${tracked.name}" in the experiment ${plan.experiment} (${page}).`;
      return [told, unkept, model].filter((sentence) => sentence !== undefined).join(' ');
    },
  };
}

/** Leaves no run behind that seems to go on for ever. */
async function logRun(
  server: MlflowServer,
  run: MlflowRun,
  tracked: TrackedRun,
  { files, report }: ExportInput,
): Promise<string | undefined> {
  try {
    for (const batch of batchesOf(tracked))
      await ask(server, 'runs/log-batch', { run_id: run.runId, ...batch }, z.object({}));
    const unkept = await keepArtifacts(server, run, [files.report, files.result]);
    // What was measured and judged is a finished run, whatever the verdict: that is a tag.
    const status = report.verdict.verdict === 'invalid' ? 'FAILED' : 'FINISHED';
    await endRun(server, run, status, tracked.endedAtMs);
    return unkept;
  } catch (thrown) {
    // Whatever becomes of this, the first failure is the one to tell.
    const signal = farewell();
    await endRun({ ...server, signal }, run, 'FAILED', tracked.endedAtMs).catch(() => {});
    throw thrown;
  }
}

/** @returns what became of it, as a sentence; undefined where no version is named */
async function tellModel(
  server: MlflowServer,
  { model }: MlflowExport,
  tracked: TrackedRun,
  { runId }: MlflowRun,
): Promise<string | undefined> {
  if (!model) return undefined;
  try {
    const version = await tagModelVersion(server, model, tracked, runId);
    return `Version ${version} of model ${model.name} is tagged with the verdict.`;
  } catch (thrown) {
    if (thrown instanceof SluiceError)
      return `Version ${model.version} of model ${model.name} has no tags: ${thrown.fact}`;
    throw thrown;
  }
}
