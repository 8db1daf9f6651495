import { z } from 'zod';
import { createClient, type Client } from './client.ts';
import type { ActionContext } from './context.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';

export interface FileChange {
  /** A branch's name, without `refs/heads/`. */
  branch: string;
  /** Relative to the repository's root. */
  path: string;
  /** The commit message. */
  message: string;
  /** The new text from the present one; undefined where there is no such file yet. What it throws ends the change. */
  edit: (before: string | undefined) => string;
}

export interface CommittedFile {
  commit?: string;
  /** Why there is none. */
  notice?: string;
}

/** Another push may have changed the file between reading and writing; each try reads it anew. */
const maximumTries = 8;

const fileSchema = z.object({ sha: z.string(), encoding: z.literal('base64'), content: z.string() });

/**
 * Changes one file of a branch through the contents API, so that the commit is signed by the platform. GitHub refuses
 * a write whose file has changed since it was read; then it is read and edited again, so no run of another push is lost.
 * @returns a notice where it could not be written; a failure of GitHub never changes the verdict
 * @throws whatever `edit` throws
 */
export async function commitFile(
  change: FileChange,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<CommittedFile> {
  const written = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    for (let tries = 1; ; tries += 1) {
      try {
        return await writeOnce(client, change, context);
      } catch (thrown) {
        if (tries >= maximumTries || !isConflict(thrown)) throw thrown;
      }
    }
  }, patience);
  if (written.done) return { commit: written.value };
  const { kind, fact } = written.failure;
  const remedy =
    kind === 'permission' || kind === 'not-found'
      ? 'Add `contents: write` under `permissions:` of the job.'
      : kind === 'refused'
        ? `Allow the workflow to push to ${change.branch}, or record with \`sluice baseline add\` in a pull request.`
        : 'The next push records its own run.';
  return { notice: `The baseline ${change.path} was not recorded: ${fact}. ${remedy}` };
}

async function writeOnce(client: Client, change: FileChange, { repository }: ActionContext): Promise<string> {
  const { branch, path, message } = change;
  const before = await read(client, change, repository);
  const text = change.edit(before?.text);
  const { data } = await client.rest.repos.createOrUpdateFileContents({
    ...repository,
    branch,
    path,
    message,
    content: Buffer.from(text).toString('base64'),
    ...(before && { sha: before.sha }),
  });
  return data.commit.sha ?? '';
}

async function read(
  client: Client,
  { path, branch }: FileChange,
  repository: ActionContext['repository'],
): Promise<{ text: string; sha: string } | undefined> {
  try {
    const { data } = await client.rest.repos.getContent({ ...repository, path, ref: `refs/heads/${branch}` });
    const file = fileSchema.parse(data);
    return { text: Buffer.from(file.content, 'base64').toString('utf8'), sha: file.sha };
  } catch (thrown) {
    if (statusOf(thrown) === 404) return undefined;
    throw thrown;
  }
}

/** 409: the file or the branch moved on; 422 with `sha` missing: the file came into being meanwhile. */
function isConflict(thrown: unknown): boolean {
  const status = statusOf(thrown);
  return status === 409 || (status === 422 && /sha/.test(String((thrown as Error).message)));
}

function statusOf(thrown: unknown): number | undefined {
  return thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : undefined;
}
