import { z } from 'zod';
import { check } from './answer.ts';
import { createClient, type Client } from './client.ts';
import { writeFile, type CommittedFile, type FileChange } from './write-file.ts';
import type { ActionContext } from './context.ts';
import { renewToken, type Failure } from './failure.ts';
import { attempt, type Patience } from './patience.ts';
import { statusOf } from './protection.ts';

const pullSchema = z.object({ number: z.int(), html_url: z.string() });
const refSchema = z.object({ object: z.object({ sha: z.string() }) });

/**
 * Brings a change to a protected branch by a pull request: commits it to `sluice/baselines`, which is made from the
 * protected branch or brought up to date with it, and opens a pull request unless one is open already. The branch is
 * never reset, since that would drop the run of another push that has just come in; and a run that GitHub has taken
 * stays in the branch even where no pull request could be opened.
 */
export async function proposeFile(
  change: FileChange,
  context: ActionContext,
  token: string,
  patience: Patience,
): Promise<CommittedFile> {
  const branch = proposalBranch(change.branch, context.defaultBranch);
  const message = change.message.replace(/ ?\[skip ci\]/, '');
  const written = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    await updateBranch(client, branch, change.branch, context);
    return writeFile(client, { ...change, branch, message }, context);
  }, patience);
  if (!written.done) return { notice: explain(`${change.path} was not recorded`, branch, written.failure) };
  const committed = written.value === undefined ? {} : { commit: written.value };
  const opened = await attempt(async (signal) => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    return ensurePullRequest(client, branch, change.branch, context);
  }, patience);
  if (opened.done) {
    const { number, html_url: url } = opened.value;
    return { ...committed, pullRequest: { number, url } };
  }
  const what = `${change.path} was recorded on ${branch}, but no pull request into ${change.branch} was opened`;
  return { ...committed, notice: explain(what, branch, opened.failure) };
}

/** One for each protected branch, so that their runs never mix. */
function proposalBranch(into: string, defaultBranch: string | undefined): string {
  return into === defaultBranch ? 'sluice/baselines' : `sluice/baselines-${into.replaceAll('/', '-')}`;
}

async function updateBranch(
  client: Client,
  branch: string,
  from: string,
  { repository }: ActionContext,
): Promise<void> {
  const { data } = await client.rest.git.getRef({ ...repository, ref: `heads/${from}` });
  const { sha } = check(refSchema, data, 'a branch').object;
  const made = await unless(422, () =>
    client.rest.git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha }),
  );
  if (made) return;
  // Moves only forward: what was committed to it meanwhile makes GitHub refuse, and is merged with instead.
  const moved = await unless(422, () =>
    client.rest.git.updateRef({ ...repository, ref: `heads/${branch}`, sha, force: false }),
  );
  if (moved) return;
  const commitMessage = `chore(sluice): bring ${branch} up to date with ${from}`;
  await client.rest.repos.merge({ ...repository, base: branch, head: sha, commit_message: commitMessage });
}

/** False where GitHub refused with this status. */
async function unless(status: number, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (thrown) {
    if (statusOf(thrown) === status) return false;
    throw thrown;
  }
}

async function ensurePullRequest(
  client: Client,
  head: string,
  base: string,
  { repository }: ActionContext,
): Promise<z.infer<typeof pullSchema>> {
  const find = async () => {
    const filter = { ...repository, head: `${repository.owner}:${head}`, base, state: 'open' } as const;
    return check(
      z.array(pullSchema),
      (await client.rest.pulls.list(filter)).data,
      'a list of pull requests',
    )[0];
  };
  const open = await find();
  if (open) return open;
  try {
    const { data } = await client.rest.pulls.create({
      ...repository,
      head,
      base,
      title,
      body: bodyOf(head, base),
    });
    return check(pullSchema, data, 'a pull request');
  } catch (thrown) {
    // Another push has opened it since it was looked for.
    const opened = statusOf(thrown) === 422 ? await find() : undefined;
    if (opened) return opened;
    throw thrown;
  }
}

const title = 'chore(sluice): record baselines';

const bodyOf = (head: string, base: string): string =>
  [
    `Runs that Sluice measured on \`${base}\`, which only a pull request may change. Each push adds its own to this one;`,
    'merge it whenever you like. Until then pull requests are judged by the runs that were merged before.',
    '',
    `To drop these runs, close this and delete the branch \`${head}\`.`,
  ].join('\n');

function explain(what: string, branch: string, { kind, fact }: Failure): string {
  return `The baseline ${what}: ${fact.replace(/\.$/, '')}. ${remedyOf(branch, kind, fact)}`;
}

function remedyOf(branch: string, kind: Failure['kind'], fact: string): string {
  if (/not permitted to create/i.test(fact)) {
    return 'Allow GitHub Actions to create pull requests in the settings of the repository or organization, or open it by hand.';
  }
  if (fact.startsWith('409')) return `Merge or delete the branch ${branch}, which is in conflict.`;
  if (kind === 'unauthorised') return renewToken;
  return kind === 'permission' || kind === 'not-found'
    ? 'The branch is protected, so recording needs `contents: write` and `pull-requests: write` under `permissions:` of the job.'
    : 'The next push records its own run.';
}
