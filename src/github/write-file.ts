import { z } from 'zod';
import { check } from './answer.ts';
import type { Client } from './client.ts';
import type { ActionContext } from './context.ts';
import { isProtected, statusOf } from './protection.ts';

export interface FileChange {
  /** A branch's name, without `refs/heads/`. */
  branch: string;
  /** Relative to the repository's root. */
  path: string;
  /** The commit message. */
  message: string;
  /**
   * The new text from the present one; undefined where there is no such file yet. What it throws ends the change. It may be
   * asked again after a commit whose answer got lost, and then gives back the text as it is: nothing more is written.
   */
  edit: (before: string | undefined) => string;
}

export interface CommittedFile {
  commit?: string;
  /** The branch asks for a pull request: this is the one that brings the change. */
  pullRequest?: { number: number; url: string };
  /** Why there is none, or what is left to do. */
  notice?: string;
}

/** Another push may have changed the file between reading and writing; each try reads it anew. */
const maximumTries = 8;

const commitSchema = z.object({ commit: z.object({ sha: z.string() }) });
const fileSchema = z.object({ sha: z.string(), encoding: z.literal('base64'), content: z.string() });

/**
 * Reads, edits and writes until no other push came in between.
 * @returns the commit; undefined where nothing was to be changed
 */
export async function writeFile(
  client: Client,
  change: FileChange,
  context: ActionContext,
): Promise<string | undefined> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await writeOnce(client, change, context);
    } catch (thrown) {
      if (tries >= maximumTries || !isConflict(thrown)) throw thrown;
    }
  }
}

async function writeOnce(
  client: Client,
  change: FileChange,
  { repository }: ActionContext,
): Promise<string | undefined> {
  const { branch, path, message } = change;
  const before = await read(client, change, repository);
  const text = change.edit(before?.text);
  if (text === before?.text) return undefined;
  const { data } = await client.rest.repos.createOrUpdateFileContents({
    ...repository,
    branch,
    path,
    message,
    content: Buffer.from(text).toString('base64'),
    ...(before && { sha: before.sha }),
  });
  return check(commitSchema, data, 'a commit').commit.sha;
}

async function read(
  client: Client,
  { path, branch }: FileChange,
  repository: ActionContext['repository'],
): Promise<{ text: string; sha: string } | undefined> {
  try {
    const { data } = await client.rest.repos.getContent({ ...repository, path, ref: `refs/heads/${branch}` });
    const file = check(fileSchema, data, 'a file');
    return { text: Buffer.from(file.content, 'base64').toString('utf8'), sha: file.sha };
  } catch (thrown) {
    if (statusOf(thrown) === 404) return undefined;
    throw thrown;
  }
}

/** 409: the file or the branch moved on; 422 with `sha` missing: the file came into being meanwhile. */
function isConflict(thrown: unknown): boolean {
  const status = statusOf(thrown);
  if (status === 409) return !isProtected(thrown);
  return status === 422 && /sha/.test(String((thrown as Error).message));
}
