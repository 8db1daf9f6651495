import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import { check } from './answer.ts';
import { toApiError } from './api-error.ts';
import { createClient, type Client } from './client.ts';
import type { ActionContext } from './context.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';

export interface FolderAt {
  /** The commit, never a branch that may move while it is read. */
  commit: string;
  /** Relative to the repository's root. */
  folder: string;
}

const entrySchema = z.object({ type: z.string(), name: z.string(), path: z.string(), size: z.number() });
const commitSchema = z.object({ sha: z.string() });
const fileSchema = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });
/** GitHub hands larger files out in another way, and no baseline is that large. */
const maximumBytes = 1_000_000;

/**
 * Reads the `.json` files of a folder at a commit through the API, for clones that do not have that commit; an empty list when
 * the commit has no such folder. Unlike a comment these files decide the verdict, so a failure is an error.
 * @throws SluiceError `github-permission`, `github-api`, `baseline-unreadable`
 */
export async function readFolderAt(
  at: FolderAt,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<{ name: string; text: string }[]> {
  const read = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    const files: { name: string; text: string }[] = [];
    for (const path of await listFolder(client, at, context)) {
      files.push({ name: path, text: await readFile(client, path, at, context) });
    }
    return files;
  }, patience);
  if (read.done) return read.value;
  const what = `The baselines in ${at.folder} at ${at.commit} cannot be read through GitHub's API`;
  throw toApiError(what, 'contents: read', read.failure, {
    denied: 'check out with `fetch-depth: 0`',
    failed: 'check out with `fetch-depth: 0` so that git has the base commit',
  });
}

/**
 * The text of a file at a commit through the API; empty where that commit has no such file.
 * @throws SluiceError `github-permission`, `github-api`
 */
export async function readFileAt(
  { commit, path }: { commit: string; path: string },
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<string> {
  const read = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    try {
      return await readFile(client, path, { commit, folder: '' }, context);
    } catch (thrown) {
      await refuseUnlessMissing(client, thrown, commit, context);
      return '';
    }
  }, patience);
  if (read.done) return read.value;
  const what = `${path} at ${commit}, whose limits hold for this change, cannot be read through GitHub's API`;
  throw toApiError(what, 'contents: read', read.failure, {
    denied: 'check out with `fetch-depth: 0`',
    failed: 'check out with `fetch-depth: 0` so that git has the base commit',
  });
}

/** A 404 is also what a token without the right to read gets, so "missing" is believed only where the commit is seen. */
async function refuseUnlessMissing(
  client: Client,
  thrown: unknown,
  commit: string,
  { repository }: ActionContext,
): Promise<void> {
  if (!(thrown instanceof Error && 'status' in thrown && thrown.status === 404)) throw thrown;
  const seen = await client.rest.git.getCommit({ ...repository, commit_sha: commit });
  check(commitSchema, seen.data, 'a commit');
}

async function listFolder(client: Client, at: FolderAt, context: ActionContext): Promise<string[]> {
  const { repository } = context;
  let data: unknown;
  try {
    data = (await client.rest.repos.getContent({ ...repository, path: at.folder, ref: at.commit })).data;
  } catch (thrown) {
    await refuseUnlessMissing(client, thrown, at.commit, context);
    return [];
  }
  // What is no list has a type of its own: a file, a link or a submodule.
  if (z.object({ type: z.string() }).safeParse(data).success)
    throw unreadable(at.folder, at, 'is not a folder');
  const entries = check(z.array(entrySchema), data, 'a folder');
  const wanted = entries.filter(({ name }) => name.endsWith('.json') && !name.startsWith('.'));
  for (const { path, type, size } of wanted) {
    if (type !== 'file') throw unreadable(path, at, 'is not a plain file');
    if (size > maximumBytes) throw unreadable(path, at, `is ${size} bytes long`);
  }
  return wanted.map(({ path }) => path).sort();
}

async function readFile(client: Client, path: string, at: FolderAt, context: ActionContext): Promise<string> {
  const { data } = await client.rest.repos.getContent({ ...context.repository, path, ref: at.commit });
  const { content } = check(fileSchema, data, 'a file');
  return Buffer.from(content, 'base64').toString('utf8');
}

function unreadable(path: string, at: FolderAt, what: string): SluiceError {
  return new SluiceError('baseline-unreadable', {
    fact: `The baseline ${path} at ${at.commit} ${what}.`,
    remedy: 'Repair or remove it on the base branch.',
  });
}
