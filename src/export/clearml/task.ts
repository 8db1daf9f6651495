import { z } from 'zod';
import type { TrackedRun } from '../tracking/tracked-run.ts';
import { anything, call } from './client.ts';
import type { ClearmlServer } from './client.ts';

export interface ClearmlTask {
  id: string;
  projectId: string;
}

const projects = z.object({ projects: z.array(z.object({ id: z.string(), name: z.string() })) });
const created = z.object({ id: z.string() });

/** The id of the project with this name, which is made where there is none. */
async function provideProject(server: ClearmlServer, name: string): Promise<string> {
  // Names are asked for as regular expressions.
  const pattern = `^${name.replace(/[^\p{L}\p{N}_/ ]/gu, '\\$&')}$`;
  const question = { name: pattern, only_fields: ['id', 'name'], search_hidden: true };
  const found = await call(server, 'projects.get_all', question, projects);
  const same = found.projects.find((project) => project.name === name);
  if (same) return same.id;
  return (await call(server, 'projects.create', { name, description: '' }, created)).id;
}

export async function createTask(
  server: ClearmlServer,
  project: string,
  run: TrackedRun,
): Promise<ClearmlTask> {
  const projectId = await provideProject(server, project);
  const { labels } = run;
  const task = {
    project: projectId,
    name: run.name,
    type: 'testing',
    comment: run.description,
    tags: ['sluice', labels['sluice.verdict']].filter(Boolean),
    script: {
      repository: labels['sluice.repository'] ?? '',
      branch: labels['sluice.branch'] ?? '',
      version_num: labels['sluice.commit'] ?? '',
    },
    hyperparams: {
      General: section('General', run.parameters),
      // What ClearML's pages call user properties: shown beside the parameters, and columns of the table of tasks.
      properties: section('properties', run.labels),
    },
  };
  const { id } = await call(server, 'tasks.create', task, created);
  await call(server, 'tasks.started', { task: id }, anything);
  return { id, projectId };
}

/** Names become keys of a document store, in which a dot parts levels. */
function section(name: string, values: Readonly<Record<string, string>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(values).map(([written, value]) => {
      const key = written.replaceAll('.', '_');
      return [key, { section: name, name: key, value }];
    }),
  );
}

export async function endTask(
  server: ClearmlServer,
  { id }: ClearmlTask,
  how: 'completed' | 'failed',
  why: string,
): Promise<void> {
  await call(server, `tasks.${how}`, { task: id, status_reason: why }, anything);
}
