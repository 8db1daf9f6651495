import { z } from 'zod';
import { check } from './answer.ts';
import { toApiError } from './api-error.ts';
import { createClient, type Client } from './client.ts';
import type { ActionContext, PullRequestContext } from './context.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';
import type { SourceRun } from './source-run.ts';

export type FoundPullRequest =
  | { kind: 'found'; pullRequest: PullRequestContext }
  /** Closed or merged meanwhile, or its fork is gone. */
  | { kind: 'none' }
  /** Its head is another commit by now. */
  | { kind: 'moved'; number: number; headSha: string }
  /** One branch, proposed to several bases: the run does not say for which it measured. */
  | { kind: 'several'; numbers: number[] };

const branch = z.object({
  ref: z.string(),
  sha: z.string(),
  repo: z.object({ full_name: z.string() }).nullable(),
});
const pullSchema = z.object({
  number: z.int().positive(),
  draft: z.boolean().optional(),
  head: branch,
  base: branch,
});
type Pull = z.infer<typeof pullSchema>;

/**
 * The open pull request that a run belongs to, by the API: its branch in its repository, with exactly the commit of the run.
 * An event of a fork names no pull requests, and the API's list by commit leaves out those of forks; the list by branch has them.
 * @throws SluiceError `github-permission`, `github-api`
 */
export async function findPullRequest(
  source: SourceRun,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<FoundPullRequest> {
  const { headRepository } = source;
  if (headRepository === undefined || source.headBranch === '') return { kind: 'none' };
  const listed = await attempt(
    async (signal) =>
      listOpen(await createClient(context.apiUrl, token, signal, patience), source, headRepository, context),
    patience,
  );
  if (!listed.done) {
    const what = `The pull request of run ${source.id} cannot be looked up`;
    throw toApiError(what, 'pull-requests: write', listed.failure);
  }
  const exact = listed.value.filter(({ head }) => head.sha === source.headSha);
  const [one, ...more] = exact;
  if (one && more.length > 0) return { kind: 'several', numbers: exact.map(({ number }) => number) };
  if (one) return { kind: 'found', pullRequest: toContext(one, headRepository, context) };
  const [moved] = listed.value;
  return moved ? { kind: 'moved', number: moved.number, headSha: moved.head.sha } : { kind: 'none' };
}

async function listOpen(
  client: Client,
  { headBranch }: SourceRun,
  headRepository: string,
  { repository }: ActionContext,
): Promise<Pull[]> {
  const [owner] = headRepository.split('/');
  const { data } = await client.rest.pulls.list({
    ...repository,
    state: 'open',
    head: `${owner}:${headBranch}`,
    per_page: 100,
  });
  // One owner may have several forks, and the filter of the API knows the owner alone.
  return check(z.array(pullSchema), data, 'a list of pull requests').filter(
    ({ head }) =>
      head.ref === headBranch && head.repo?.full_name.toLowerCase() === headRepository.toLowerCase(),
  );
}

function toContext(pull: Pull, headRepo: string, { repository }: ActionContext): PullRequestContext {
  return {
    number: pull.number,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
    headSha: pull.head.sha,
    headRepo,
    isFork: headRepo.toLowerCase() !== `${repository.owner}/${repository.repo}`.toLowerCase(),
    draft: pull.draft ?? false,
  };
}
