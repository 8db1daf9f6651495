import { findCommit, parseBaselines, readBaselinesAt, readTextAt } from '../baseline/index.ts';
import type { BaselineFile, NamedText } from '../baseline/index.ts';
import { baseShaOf, readFileAt, readFolderAt } from '../github/index.ts';
import type { ActionContext } from '../github/index.ts';
import type { Plan } from '../model/plan.ts';
import type { Change } from './ci-context.ts';

/**
 * What a change is to be merged into. The baselines and limits that judge the change are read there, so that it can move
 * neither.
 */
export interface BaseBranch {
  /** Whether the change comes from another repository, or may do so. */
  isFork: boolean;
  readBaselines: (plan: Plan) => Promise<BaselineFile[]>;
  /** The text of a file; empty where it is not there. */
  readText: (path: string, workspace: string) => Promise<string>;
}

/** Of a pull request or merge group. A shallow clone does not hold the base commit; GitHub's API does. */
export function baseOnGitHub(context: ActionContext, token: string): BaseBranch | undefined {
  const commit = baseShaOf(context);
  if (commit === undefined) return undefined;
  return {
    isFork: context.pullRequest?.isFork ?? false,
    async readBaselines(plan) {
      const folder = `${plan.baselines.directory}/${plan.suite}`;
      const byGit = await baselinesAt(commit, plan);
      return parseBaselines(byGit ?? (await readFolderAt({ commit, folder }, context, token)), plan.suite);
    },
    async readText(path, workspace) {
      const byGit = await readTextAt({ workspace, commit, path });
      return byGit ?? (await readFileAt({ commit, path }, context, token)) ?? '';
    },
  };
}

/** On any other CI system: by git alone, which fetches what the clone lacks. Nothing is looked for before it is needed. */
export function baseInClone({ target, isFork }: Change): BaseBranch {
  return {
    isFork,
    async readBaselines(plan) {
      const commit = await findCommit(plan.workspace, target);
      return parseBaselines((await baselinesAt(commit, plan)) ?? [], plan.suite);
    },
    async readText(path, workspace) {
      const commit = await findCommit(workspace, target);
      return (await readTextAt({ workspace, commit, path })) ?? '';
    },
  };
}

const baselinesAt = (
  commit: string,
  { workspace, suite, baselines }: Plan,
): Promise<NamedText[] | undefined> =>
  readBaselinesAt({ workspace, commit, directory: baselines.directory, suite });
