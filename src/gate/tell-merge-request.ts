import { writeNote } from '../gitlab/index.ts';
import type { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { renderErrorComment } from '../report/index.ts';
import type { CiContext } from './ci-context.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The job's own token may only read notes. */
const tokenVariables = ['SLUICE_GITLAB_TOKEN', 'GITLAB_TOKEN'];

/**
 * Keeps the one comment of a suite on a merge request of GitLab; nothing elsewhere.
 * @returns why it was not written; undefined where it was, or none was to be
 */
export async function tellMergeRequest(
  { change }: CiContext,
  commenting: Plan['telling']['comment'],
  comment: string,
  env: Environment,
): Promise<string | undefined> {
  const place = change?.gitlab;
  if (!place || commenting === 'never') return undefined;
  const token = tokenVariables.map((name) => env[name]).find(Boolean);
  if (token !== undefined) return writeNote(place, token, comment);
  return `No comment was written on merge request !${place.iid}: none of ${tokenVariables.join(' and ')} is set. Merge requests from forks are given none; the report is in the job's artifacts.`;
}

/** The same for a gate that ended in an error, so that no older verdict is left standing. */
export async function tellMergeRequestError(
  ci: CiContext,
  { suite, commenting }: { suite: string; commenting: Plan['telling']['comment'] },
  error: SluiceError,
  env: Environment,
): Promise<string | undefined> {
  if (error.code === 'cancelled') return undefined;
  return tellMergeRequest(ci, commenting, renderErrorComment(suite, error), env);
}
