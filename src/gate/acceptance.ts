import { readAcceptance, readMergedAcceptance } from '../github/index.ts';
import type { AcceptanceAnswer, ActionContext } from '../github/index.ts';
import type { Acceptance } from '../model/history.ts';
import type { Verdict } from '../model/verdict.ts';
import { acceptVerdict, isAcceptable } from '../verdict/index.ts';

export interface Accepted {
  verdict: Verdict;
  /** What was taken on purpose with this commit, whatever this very run found. */
  acceptance?: Acceptance;
}

/**
 * Looks up whether reviewers took the regression on purpose (a label), and says in the verdict what came of it. A failing
 * pull request asks for its own label; a push asks for that of the pull request it merged, failing or not, since the
 * recorded run has to tell it.
 * @param label the name of the label; undefined where nobody may accept
 */
export async function acceptByLabel(
  label: string | undefined,
  verdict: Verdict,
  context: ActionContext,
  token: string,
): Promise<Accepted> {
  if (label === undefined || token === '') return { verdict };
  const answer = await askLabel(label, verdict, context, token);
  switch (answer.kind) {
    case 'none':
      return { verdict };
    case 'void':
      return { verdict: verdict.verdict === 'fail' ? withWarning(verdict, answer.reason) : verdict };
    case 'accepted': {
      const { acceptance, byAuthor } = answer;
      if (verdict.verdict !== 'fail') return { verdict, acceptance };
      if (!isAcceptable(verdict)) return { verdict: withWarning(verdict, notLifted(label)), acceptance };
      const accepted = acceptVerdict(verdict, acceptance);
      return { verdict: byAuthor ? withWarning(accepted, ownLabel(acceptance)) : accepted, acceptance };
    }
  }
}

async function askLabel(
  label: string,
  { verdict }: Verdict,
  context: ActionContext,
  token: string,
): Promise<AcceptanceAnswer> {
  const { pullRequest, mergeGroup, sha } = context;
  const branch = /^refs\/heads\/(.+)$/.exec(context.ref)?.[1];
  if (pullRequest) {
    if (verdict !== 'fail') return { kind: 'none' };
    return readAcceptance({ label, pullRequest: pullRequest.number, sha }, context, token);
  }
  if (mergeGroup) {
    // The commit of a merge group is GitHub's own: what reviewers saw is the head of its pull request.
    if (verdict !== 'fail' || mergeGroup.pullRequest === undefined) return { kind: 'none' };
    return readAcceptance({ label, pullRequest: mergeGroup.pullRequest }, context, token);
  }
  if (context.event !== 'push' || branch === undefined) return { kind: 'none' };
  return readMergedAcceptance({ label, branch }, context, token);
}

const withWarning = (verdict: Verdict, warning: string): Verdict => ({
  ...verdict,
  warnings: [...verdict.warnings, warning],
});

const notLifted = (label: string): string =>
  `The label \`${label}\` accepts slower metrics alone, and this fails by more than that: a missed limit (SLO) or a missing metric.`;

const ownLabel = ({ by }: Acceptance): string => `@${by} accepted a regression of their own pull request.`;
