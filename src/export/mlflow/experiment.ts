import { z } from 'zod';
import { failed, parseAnswer, refused } from '../send.ts';
import { call, messageOf, serverName } from './client.ts';
import type { MlflowServer } from './client.ts';

const found = z.object({
  experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string().optional() }),
});
const created = z.object({ experiment_id: z.string() });

/** The id of the experiment with this name, which is made where there is none. */
export async function provideExperiment(server: MlflowServer, name: string): Promise<string> {
  return (await findExperiment(server, name)) ?? (await createExperiment(server, name));
}

async function findExperiment(server: MlflowServer, name: string): Promise<string | undefined> {
  const question = { experiment_name: name };
  const answer = await call(server, 'experiments/get-by-name', question);
  if (answer.status === 404 && answer.text.includes('RESOURCE_DOES_NOT_EXIST')) return undefined;
  if (!answer.ok) throw refused(serverName, messageOf(server, 'experiments/get-by-name', question), answer);
  const { experiment } = parseAnswer(serverName, answer.text, found);
  if (experiment.lifecycle_stage !== 'deleted') return experiment.experiment_id;
  throw failed(
    serverName,
    `The experiment ${name} is deleted.`,
    'Restore it (`mlflow experiments restore`), or name another under `export:`.',
  );
}

/** Another gate may make it at the same time. */
async function createExperiment(server: MlflowServer, name: string): Promise<string> {
  const answer = await call(server, 'experiments/create', { name });
  if (!answer.ok && answer.text.includes('RESOURCE_ALREADY_EXISTS')) {
    const other = await findExperiment(server, name);
    if (other) return other;
  }
  if (!answer.ok) throw refused(serverName, messageOf(server, 'experiments/create', { name }), answer);
  return parseAnswer(serverName, answer.text, created).experiment_id;
}
