import { SluiceError } from '../model/error.ts';
import { checkCommit, gitIn, type Git } from './git.ts';

/** What a change is to be merged into, as a CI system tells it; at least one of both. */
export interface MergeTarget {
  commit?: string;
  branch?: string;
}

/** A branch name as part of a refspec: nothing that git would take for more than a name. */
const plainBranch = /^(?![-/.])(?!.*(?:\.\.|\/\/|@\{|\.lock$))[^\s\p{Cc}~^:?*[\\]{1,250}$/u;

/**
 * The commit that a change is to be merged into, as the clone has it; where the clone is too shallow or has the change's own
 * branch alone, it is fetched from `origin` first.
 * @param workspace any folder of the clone
 * @returns its hash; the clone holds the commit
 * @throws SluiceError `base-commit-missing`
 */
export async function findCommit(workspace: string, target: MergeTarget): Promise<string> {
  const git = gitIn(workspace);
  const { commit, branch } = checked(target);
  const known = commit ?? `refs/remotes/origin/${branch}`;
  const wanted = commit ?? `refs/heads/${branch}`;
  const had = await resolve(git, known);
  if (had !== undefined) return had;
  const why = await fetch(git, wanted);
  const fetched = why === undefined ? await resolve(git, commit ?? 'FETCH_HEAD') : undefined;
  if (fetched !== undefined) return fetched;
  throw new SluiceError('base-commit-missing', {
    fact: `The clone does not hold ${commit ?? `the branch ${branch}`}, which this change is to be merged into, and it could not be fetched: ${why ?? 'origin does not have it'}`,
    remedy:
      'Let the job clone the target branch too (the whole history, or `git fetch origin BRANCH` before the gate): the baselines and limits that judge a change are read there.',
  });
}

function checked({ commit, branch }: MergeTarget): MergeTarget {
  if (commit !== undefined) return { commit: checkCommit(commit) };
  if (branch !== undefined && plainBranch.test(branch)) return { branch };
  throw new SluiceError('base-commit-missing', {
    fact: `${JSON.stringify(branch?.slice(0, 100) ?? '')} is no name of a branch that a change could be merged into.`,
    remedy: 'The CI system sets the variable that names the target branch. Remove what overwrites it.',
  });
}

async function resolve(git: Git, name: string): Promise<string | undefined> {
  const { failed, text } = await git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  return failed ? undefined : text.trim();
}

/** @returns why it failed, or nothing */
async function fetch(git: Git, wanted: string): Promise<string | undefined> {
  // A depth would make a whole clone a shallow one.
  const { text } = await git(['rev-parse', '--is-shallow-repository']);
  const depth = text.trim() === 'true' ? ['--depth=1'] : [];
  const { failed, message } = await git(['fetch', '--quiet', '--no-tags', ...depth, 'origin', wanted]);
  return failed ? message : undefined;
}
