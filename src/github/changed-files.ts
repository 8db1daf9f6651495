import { z } from 'zod';
import { check } from './answer.ts';
import { createClient } from './client.ts';
import type { ActionContext } from './context.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';

const comparisonSchema = z.object({ files: z.array(z.object({ filename: z.string() })).optional() });
/** GitHub lists no more than these; a list that long may be cut. */
const mostListed = 300;

/** The files that a push changed; undefined where GitHub does not tell, or not all of them. */
export async function readChangedFiles(
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<string[] | undefined> {
  const { before, sha, repository } = context;
  if (before === undefined) return undefined;
  const read = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    const basehead = `${before}...${sha}`;
    const { data } = await client.rest.repos.compareCommitsWithBasehead({ ...repository, basehead });
    return check(comparisonSchema, data, 'a comparison').files;
  }, patience);
  const files = read.done ? read.value : undefined;
  return files && files.length < mostListed ? files.map(({ filename }) => filename) : undefined;
}
