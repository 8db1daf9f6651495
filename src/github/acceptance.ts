import { z } from 'zod';
import type { Acceptance } from '../model/history.ts';
import { reasonOf } from './acceptance-reason.ts';
import { check } from './answer.ts';
import { createClient, type Client } from './client.ts';
import type { ActionContext } from './context.ts';
import { attempt, defaultPatience, type Patience } from './patience.ts';

/** What became of the question whether a regression was accepted. */
export type AcceptanceAnswer =
  | { kind: 'none' }
  | { kind: 'accepted'; acceptance: Acceptance; byAuthor: boolean }
  /** The label is set and does not count, or it could not be looked up. `reason` is a sentence with its remedy. */
  | { kind: 'void'; reason: string };

export interface AcceptanceQuestion {
  label: string;
  pullRequest: number;
  /** The commit that is accepted; the head of the pull request where absent. */
  sha?: string;
}

const userSchema = z.object({ login: z.string(), type: z.string() }).nullish();
const pullSchema = z.object({
  labels: z.array(z.object({ name: z.string() })),
  body: z.string().nullish(),
  user: userSchema,
  head: z.object({ sha: z.string() }),
});
const eventSchema = z.object({
  event: z.string().optional(),
  created_at: z.string().nullish(),
  actor: userSchema,
  label: z.object({ name: z.string() }).nullish(),
});
type TimelineEvent = z.infer<typeof eventSchema>;
const suitesSchema = z.object({ check_suites: z.array(z.object({ created_at: z.string().nullable() })) });
const mergedSchema = z.array(
  z.object({
    number: z.int().positive(),
    merged_at: z.string().nullish(),
    base: z.object({ ref: z.string() }),
  }),
);

/**
 * Asks GitHub whether the label is on the pull request now, who set it last, and whether it counts. It counts when a
 * person with write permission set it after the judged commit was pushed. The event file is never believed: it is as old
 * as the first attempt of the run. A failure of GitHub is `void`: nothing is ever accepted by a failure.
 */
export async function readAcceptance(
  question: AcceptanceQuestion,
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<AcceptanceAnswer> {
  const asked = await attempt(
    async (signal) => ask(await createClient(context.apiUrl, token, signal, patience), question, context),
    patience,
  );
  return asked.done ? asked.value : unanswered(question.label, asked.failure.fact);
}

/**
 * The acceptance of the pull request that was merged as this commit of `branch`.
 * GitHub knows it for merge commits, squashes and rebases alike.
 */
export async function readMergedAcceptance(
  question: { label: string; branch: string },
  context: ActionContext,
  token: string,
  patience: Patience = defaultPatience,
): Promise<AcceptanceAnswer> {
  const { label, branch } = question;
  const asked = await attempt(async (signal): Promise<AcceptanceAnswer> => {
    const client = await createClient(context.apiUrl, token, signal, patience);
    const { data } = await client.rest.repos.listPullRequestsAssociatedWithCommit({
      ...context.repository,
      commit_sha: context.sha,
      per_page: 100,
    });
    const merged = check(mergedSchema, data, 'a list of pull requests').find(
      ({ merged_at: mergedAt, base }) => mergedAt && base.ref === branch,
    );
    return merged ? ask(client, { label, pullRequest: merged.number }, context) : { kind: 'none' };
  }, patience);
  return asked.done ? asked.value : unanswered(label, asked.failure.fact);
}

async function ask(
  client: Client,
  { label, pullRequest, sha }: AcceptanceQuestion,
  { repository }: ActionContext,
): Promise<AcceptanceAnswer> {
  const { data } = await client.rest.pulls.get({ ...repository, pull_number: pullRequest });
  const pull = check(pullSchema, data, 'a pull request');
  if (!pull.labels.some(({ name }) => isSame(name, label))) return { kind: 'none' };
  const timeline = await readTimeline(client, repository, pullRequest);
  const at = timeline.findLastIndex((event) => event.event === 'labeled' && isSame(event.label?.name, label));
  const { actor, created_at: acceptedAt } = timeline[at] ?? {};
  if (!acceptedAt || !actor) return invalid(label, 'GitHub does not tell who set it');
  if (actor.type !== 'User') return invalid(label, `${actor.login}, which is no person, set it`);
  if (!(await mayWrite(client, repository, actor.login))) {
    return invalid(label, `@${actor.login}, who may not write to this repository, set it`);
  }
  const isNewer = timeline.slice(at + 1).some(({ event }) => event === 'head_ref_force_pushed');
  const pushedAt = await firstSuiteAt(client, repository, sha ?? pull.head.sha);
  if (pushedAt === undefined) return invalid(label, 'GitHub does not tell when the judged commit was pushed');
  if (isNewer || Date.parse(acceptedAt) <= pushedAt) {
    return invalid(label, `@${actor.login} set it before the judged commit was pushed`);
  }
  const acceptance = { pullRequest, by: actor.login, why: reasonOf(pull.body ?? ''), acceptedAt };
  return { kind: 'accepted', acceptance, byAuthor: isSame(pull.user?.login, actor.login) };
}

/** GitHub takes no notice of case in labels and logins. */
const isSame = (one: string | undefined, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase();

async function readTimeline(
  client: Client,
  repository: ActionContext['repository'],
  pullRequest: number,
): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  const pages = client.paginate.iterator(client.rest.issues.listEventsForTimeline, {
    ...repository,
    issue_number: pullRequest,
    per_page: 100,
  });
  for await (const page of pages) events.push(...check(z.array(eventSchema), page.data, 'a timeline'));
  return events;
}

/** Anybody with the role "triage" can set a label; taking a regression is for those who may also merge it. */
async function mayWrite(
  client: Client,
  repository: ActionContext['repository'],
  username: string,
): Promise<boolean> {
  const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ ...repository, username });
  const { permission } = check(z.object({ permission: z.string() }), data, 'a permission');
  return permission === 'admin' || permission === 'write';
}

/** The dates in a commit are the author's own. Its first check suite is made by GitHub, when the commit arrives. */
async function firstSuiteAt(
  client: Client,
  repository: ActionContext['repository'],
  ref: string,
): Promise<number | undefined> {
  const { data } = await client.rest.checks.listSuitesForRef({ ...repository, ref, per_page: 100 });
  const times = check(suitesSchema, data, 'a list of check suites').check_suites.flatMap((suite) =>
    suite.created_at === null ? [] : [Date.parse(suite.created_at)],
  );
  return times.length > 0 ? Math.min(...times) : undefined;
}

const invalid = (label: string, why: string): AcceptanceAnswer => ({
  kind: 'void',
  reason: `The label \`${label}\` does not count: ${why}. Somebody with write permission can take it off and set it again.`,
});

const unanswered = (label: string, fact: string): AcceptanceAnswer => ({
  kind: 'void',
  reason: `Whether the label \`${label}\` accepts this could not be looked up (${fact}), so nothing is accepted. Run the job again; it needs \`pull-requests: read\` and \`checks: read\`.`,
});
