import { z } from 'zod';
import { SluiceError } from '../model/error.ts';
import type { GateVerdict } from '../model/verdict.ts';
import { check } from './answer.ts';
import { createClient, type Client } from './client.ts';
import { writeComment } from './comment.ts';
import type { ActionContext } from './context.ts';
import { renewToken, type Failure } from './failure.ts';
import { writeJointComment } from './joint-comment.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';
import { markerOf, type Publication, type PublicationResult } from './publication.ts';

/** GitHub's own bound for the body of a check run. */
const summaryMaximumCharacters = 65_535;

type Conclusion = 'success' | 'failure' | 'neutral';

const conclusions: Record<GateVerdict, Conclusion> = {
  pass: 'success',
  fail: 'failure',
  inconclusive: 'neutral',
  invalid: 'failure',
};
const unverifiedConclusions: Record<GateVerdict, Conclusion> = { ...conclusions, pass: 'neutral' };

/**
 * Posts or updates the suite's one comment on the pull request, and a check run on the judged commit.
 * A failure of GitHub costs the comment, never the verdict: it is retried for less than a minute and then told as a notice.
 * @throws SluiceError `internal` when the comment does not start with its marker, a fault of the caller
 */
export async function publish(
  publication: Publication,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<PublicationResult> {
  const marker = markerOf(publication.comment);
  if (marker === undefined) {
    throw new SluiceError('internal', {
      fact: 'The comment does not start with its hidden marker, so it could never be found again.',
      remedy: 'This is a fault of Sluice. Please report it with the log of this run.',
    });
  }
  if (token === '') {
    return {
      notices: [`Nothing was posted to GitHub: there is no token. ${renewToken}`],
    };
  }
  const result: PublicationResult = { notices: [] };
  const step = <T>(operation: (client: Client) => Promise<T>) =>
    attempt(
      async (signal) => operation(await createClient(context.apiUrl, token, signal, patience)),
      patience,
    );

  const made = await step((client) => createCheck(client, publication, context));
  if (made.done) {
    if (made.value !== null) result.checkUrl = made.value;
  } else result.notices.push(explain('The check run was not made', 'checks: write', made.failure, context));

  const { pullRequest } = context;
  if (!pullRequest || publication.commenting === 'never') return result;
  const { joint } = publication;
  // A joint comment is written from check runs: without one of its own a suite would be missing in it.
  const written = await step((client) =>
    joint && made.done
      ? writeJointComment(client, { ...context, pullRequest }, joint.marker, joint.render)
      : writeComment(
          client,
          { ...context.repository, issueNumber: pullRequest.number },
          marker,
          publication.comment,
        ),
  );
  if (written.done) result.commentUrl = written.value;
  else {
    const notice = explain('The comment was not posted', 'pull-requests: write', written.failure, context);
    result.notices.unshift(notice);
  }
  return result;
}

/** Repeating it is harmless: of several check runs with one name GitHub shows and counts the latest. */
async function createCheck(
  client: Client,
  publication: Publication,
  context: ActionContext,
): Promise<string | null> {
  const created = await client.rest.checks.create({
    ...context.repository,
    name: checkName(publication, context),
    external_id: externalId(publication, context),
    head_sha: context.sha,
    details_url: context.runUrl,
    status: 'completed',
    conclusion: conclusionOf(publication),
    output: {
      title: cut(publication.sentence, 255),
      summary: cut(publication.summary, summaryMaximumCharacters),
    },
  });
  return check(z.object({ html_url: z.string().nullable() }), created.data, 'a check run').html_url;
}

/**
 * One head can be proposed to several bases, and GitHub shows the latest of the check runs that share a commit and a name:
 * so a base that is not the default branch is named too. The default branch's name stays as branch rules know it.
 */
function checkName(
  { suite, unverified }: Publication,
  { pullRequest, defaultBranch }: ActionContext,
): string {
  const base = pullRequest && defaultBranch !== undefined && pullRequest.baseRef !== defaultBranch;
  return `sluice${unverified ? ' (unverified)' : ''} / ${suite}${base ? ` (${cut(pullRequest.baseRef, 60)})` : ''}`;
}

/** Joint comments are written from it; what nobody verified has no part in them. */
const externalId = (
  { suite, verdict, unverified }: Publication,
  { pullRequest, runId, runAttempt = 1 }: ActionContext,
): string =>
  `${suite}/${pullRequest ? `pull-${pullRequest.number}/` : ''}run-${runId}/attempt-${runAttempt}/${verdict}${unverified ? '/unverified' : ''}`;

function conclusionOf({ verdict, accepted, unverified }: Publication): Conclusion {
  if (verdict === 'fail' && accepted) return 'neutral';
  return (unverified ? unverifiedConclusions : conclusions)[verdict];
}

function cut(text: string, maximumCharacters: number): string {
  return text.length <= maximumCharacters ? text : `${text.slice(0, maximumCharacters - 1)}…`;
}

function explain(what: string, permission: string, failure: Failure, context: ActionContext): string {
  return `${what}: ${failure.fact.replace(/\.$/, '')}. ${remedy(permission, failure, context)}`;
}

function remedy(permission: string, failure: Failure, context: ActionContext): string {
  switch (failure.kind) {
    case 'permission':
    case 'not-found':
      return context.pullRequest?.isFork
        ? `The pull request comes from a fork, whose token lacks \`${permission}\`. The report is in the job summary; a workflow with the action's entry \`publish\` posts it (docs/forks.md).`
        : `The token lacks \`${permission}\`. Add it under \`permissions:\` of the job.`;
    case 'unauthorised':
      return `GitHub does not know the token. ${renewToken}`;
    case 'rate-limited':
      return 'GitHub limits the rate of this token. The report is in the job summary.';
    case 'refused':
      return 'GitHub refused it. The report is in the job summary.';
    case 'unavailable':
      return 'GitHub could not be reached or is disturbed. The report is in the job summary.';
  }
}
