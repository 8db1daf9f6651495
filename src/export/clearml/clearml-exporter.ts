import type { ClearmlExport, ExportInput } from '../../model/export.ts';
import { farewell } from '../exporter.ts';
import type { Exporter } from '../exporter.ts';
import { trackedRunOf } from '../tracking/tracked-run.ts';
import type { TrackedRun } from '../tracking/tracked-run.ts';
import { keepArtifacts } from './artifacts.ts';
import { anything, call, logIn, serverName } from './client.ts';
import type { ClearmlServer } from './client.ts';
import { eventsOf } from './events.ts';
import { createTask, endTask } from './task.ts';
import type { ClearmlTask } from './task.ts';

/** A task of a ClearML server, by its REST API. */
export function clearmlExporter(plan: ClearmlExport): Exporter {
  return {
    name: serverName,
    async tell(input, context) {
      const run = trackedRunOf(input);
      const server = await logIn(plan, context);
      const task = await createTask(server, plan.project, run);
      const unkept = await reportTask(server, task, plan, run, input);
      const told = `${serverName} has task "${run.name}" in the project ${plan.project} (${pageOf(plan, task)}).`;
      return [told, unkept].filter((sentence) => sentence !== undefined).join(' ');
    },
  };
}

/** Leaves no task behind that seems to go on for ever. */
async function reportTask(
  server: ClearmlServer,
  task: ClearmlTask,
  { project, filesUrl }: ClearmlExport,
  run: TrackedRun,
  { files, report: { verdict } }: ExportInput,
): Promise<string | undefined> {
  try {
    for (const events of eventsOf(run, task.id)) await call(server, 'events.add_batch', events, anything);
    const folder = `${project}/${run.name}`;
    const unkept = await keepArtifacts(server, filesUrl, task, folder, [files.report, files.result]);
    // What was measured and judged is a completed task, whatever the verdict: that is a tag.
    const how = verdict.verdict === 'invalid' ? 'failed' : 'completed';
    await endTask(server, task, how, verdict.sentence);
    return unkept;
  } catch (thrown) {
    // Whatever becomes of this, the first failure is the one to tell.
    const signal = farewell();
    await endTask({ ...server, signal }, task, 'failed', 'it could not be told whole').catch(() => {});
    throw thrown;
  }
}

/** The address of its page where servers are named as ClearML names them, else its id. */
function pageOf({ apiUrl }: ClearmlExport, { id, projectId }: ClearmlTask): string {
  const url = new URL(apiUrl);
  if (!url.hostname.startsWith('api.')) return id;
  return `${url.protocol}//${url.host.replace(/^api\./, 'app.')}/projects/${projectId}/experiments/${id}`;
}
