import { z } from 'zod';
import type { GateVerdict } from '../model/verdict.ts';
import { check } from './answer.ts';
import type { Client } from './client.ts';
import { findComments, writeComment, type IssueLocation } from './comment.ts';
import type { ActionContext } from './context.ts';
import { UnexpectedAnswer } from './failure.ts';
import { statusOf } from './protection.ts';

/** A suite as its check run tells of it. */
export interface ToldSuite {
  suite: string;
  verdict: GateVerdict;
  sentence: string;
  summary: string;
  url?: string;
}

const checkSchema = z.object({
  id: z.int(),
  external_id: z.string().nullish(),
  html_url: z.string().nullish(),
  output: z.object({ title: z.string().nullish(), summary: z.string().nullish() }),
});

/** Each round another job wrote in between; there are no more rounds than jobs that end at the same time. */
const maximumRounds = 10;

/**
 * Keeps one comment for all suites of a pull request's head. Comments have no compare-and-swap, so none is ever edited
 * from what it says: every job makes its check run first, and writes the comment anew from all check runs. After
 * writing it looks for check runs again, and repeats while there are more. So whoever writes last has seen them all.
 * @param render the comment, first line `marker`
 * @returns the comment's address
 */
export async function writeJointComment(
  client: Client,
  context: ActionContext & { pullRequest: NonNullable<ActionContext['pullRequest']> },
  marker: string,
  render: (suites: ToldSuite[]) => string,
): Promise<string> {
  const location = { ...context.repository, issueNumber: context.pullRequest.number };
  let suites = await readSuites(client, context);
  for (let round = 1; ; round += 1) {
    const body = render(suites.map(({ told }) => told));
    const url = await unlessGone(() => writeComment(client, location, marker, body));
    const hadTwins = await removeTwins(client, location, marker);
    const now = await readSuites(client, context);
    const isSettled = now.map(({ id }) => id).join() === suites.map(({ id }) => id).join();
    if (url !== undefined && ((isSettled && !hadTwins) || round >= maximumRounds)) return url;
    if (round >= 2 * maximumRounds) throw new UnexpectedAnswer('the comment goes away again and again');
    suites = now;
  }
}

async function readSuites(
  client: Client,
  { repository, sha, pullRequest }: ActionContext,
): Promise<{ id: number; told: ToldSuite }[]> {
  const pattern = new RegExp(
    `^(.+)/pull-${pullRequest?.number}/run-\\d+/attempt-\\d+/(pass|fail|inconclusive|invalid)$`,
  );
  const newest = new Map<string, { id: number; told: ToldSuite }>();
  const pages = client.paginate.iterator(client.rest.checks.listForRef, {
    ...repository,
    ref: sha,
    per_page: 100,
  });
  for await (const page of pages) {
    for (const run of check(z.array(checkSchema), page.data, 'a list of check runs')) {
      const [, suite, verdict] = pattern.exec(run.external_id ?? '') ?? [];
      if (suite === undefined || (newest.get(suite)?.id ?? 0) > run.id) continue;
      const { title, summary } = run.output;
      const told = { suite, verdict: verdict as GateVerdict, sentence: title ?? '', summary: summary ?? '' };
      newest.set(suite, { id: run.id, told: { ...told, ...(run.html_url && { url: run.html_url }) } });
    }
  }
  return [...newest.values()].sort((a, b) => a.id - b.id);
}

/** Two jobs that both saw no comment both made one; the oldest stays, and each writes to that from then on. */
async function removeTwins(client: Client, location: IssueLocation, marker: string): Promise<boolean> {
  const [, ...twins] = await findComments(client, location, marker);
  const { owner, repo } = location;
  for (const { id } of twins) {
    await unlessGone(() => client.rest.issues.deleteComment({ owner, repo, comment_id: id }));
  }
  return twins.length > 0;
}

/** Undefined where another job took the comment away first. */
async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (thrown) {
    if (statusOf(thrown) === 404) return undefined;
    throw thrown;
  }
}
