import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import { check } from './answer.ts';
import { toApiError } from './api-error.ts';
import { createClient, type Client } from './client.ts';
import type { ActionContext } from './context.ts';
import { UnexpectedAnswer } from './failure.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';

/** An artifact of another run. */
export interface RunArtifact {
  id: number;
  name: string;
  /** As it is packed. */
  bytes: number;
}

const listSchema = z.object({
  artifacts: z.array(
    z.object({ id: z.int(), name: z.string(), size_in_bytes: z.number(), expired: z.boolean() }),
  ),
});

/**
 * The artifacts of a run, of each name the newest, since a run that was started again keeps the older ones.
 * @throws SluiceError `github-permission`, `github-api`
 */
export async function listRunArtifacts(
  runId: number,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<RunArtifact[]> {
  const listed = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    return list(client, runId, context);
  }, patience);
  if (!listed.done)
    throw toApiError(`The artifacts of run ${runId} cannot be listed`, 'actions: read', listed.failure);
  const newest = new Map<string, RunArtifact>();
  for (const artifact of listed.value.sort((a, b) => a.id - b.id)) newest.set(artifact.name, artifact);
  return [...newest.values()];
}

async function list(client: Client, runId: number, { repository }: ActionContext): Promise<RunArtifact[]> {
  const found: RunArtifact[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await client.rest.actions.listWorkflowRunArtifacts({
      ...repository,
      run_id: runId,
      per_page: 100,
      page,
    });
    const { artifacts } = check(listSchema, data, 'a list of artifacts');
    for (const { id, name, size_in_bytes: bytes, expired } of artifacts)
      if (!expired) found.push({ id, name, bytes });
    if (artifacts.length < 100) return found;
  }
}

/**
 * The archive of an artifact, in memory.
 * @throws SluiceError `artifact-invalid` when it is larger than `maximumBytes`, `github-permission`, `github-api`
 */
export async function downloadArtifact(
  artifact: RunArtifact,
  maximumBytes: number,
  context: ActionContext,
  token: string,
  patience: Patience = { ...defaultPatience, totalMs: 120_000 },
): Promise<Buffer> {
  if (artifact.bytes > maximumBytes) throw tooLarge(artifact, maximumBytes);
  const downloaded = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    // The address of the blob is asked for and read here, so that the token stays with the API and the size is bounded.
    const { headers } = await client.rest.actions.downloadArtifact({
      ...context.repository,
      artifact_id: artifact.id,
      archive_format: 'zip',
      request: { redirect: 'manual' },
    });
    if (!headers.location) throw new UnexpectedAnswer('the answer names no address of the artifact');
    return readBody(await fetch(headers.location, { signal, redirect: 'error' }), artifact, maximumBytes);
  }, patience);
  if (downloaded.done) return downloaded.value;
  throw toApiError(`The artifact ${artifact.name} cannot be downloaded`, 'actions: read', downloaded.failure);
}

/** What the list says of its size need not be true. */
async function readBody(response: Response, artifact: RunArtifact, maximumBytes: number): Promise<Buffer> {
  if (response.status !== 200) throw new UnexpectedAnswer(`the artifact store answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maximumBytes) throw tooLarge(artifact, maximumBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge({ name, bytes }: RunArtifact, maximumBytes: number): SluiceError {
  return new SluiceError('artifact-invalid', {
    fact: `The artifact ${name} has ${bytes} bytes or more, over the ${maximumBytes} that are read.`,
    remedy:
      'Give the report an artifact of its own with `artifact-name`, and keep other files out of its folder.',
  });
}
