import envCi from 'env-ci';
import type { MergeTarget } from '../baseline/index.ts';
import { baseShaOf, readContext } from '../github/index.ts';
import type { ActionContext } from '../github/index.ts';
import type { GitLabMergeRequest } from '../gitlab/index.ts';
import type { ExportOrigin } from '../model/export.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The job that the command line runs in, as far as its CI system tells. */
export interface CiContext {
  origin: ExportOrigin;
  /** Absent where nothing is to be merged: a push, a tag, a terminal. */
  change?: Change;
}

/** A pull or merge request. */
export interface Change {
  target: MergeTarget;
  /** Of another repository than the one that it is to be merged into, or not known to be of the same. */
  isFork: boolean;
  gitlab?: GitLabMergeRequest;
}

/**
 * Reads the variables of the CI system; at a terminal, what git knows.
 * @throws SluiceError `input-invalid`, `event-unsupported`, for a workflow of GitHub
 */
export async function readCi(env: Environment, workspace: string): Promise<CiContext> {
  // The library would read the event file too, and end in an error of its own where that is malformed.
  if (env.GITHUB_ACTIONS && env.GITHUB_EVENT_PATH) return readWorkflow(env);
  const ci = envCi({ env, cwd: workspace });
  const more = additionsOf(ci.service, env);
  const isChange = ci.isCi && ci.isPr === true;
  const { gitlab } = more;
  const origin = present({
    commit: commitOf(more.commit ?? ci.commit),
    branch: isChange ? (more.branch ?? ci.prBranch) : ci.branch,
    pullRequest: isChange ? (gitlab?.iid ?? ci.pr) : undefined,
    repository: more.repository ?? ci.slug,
    runUrl: webUrl(more.runUrl ?? ci.jobUrl ?? ci.buildUrl),
  });
  if (!isChange) return { origin };
  return {
    origin,
    change: {
      target: present({ commit: more.targetCommit, branch: more.targetBranch ?? ci.branch }),
      isFork: more.isFork ?? true,
      ...(gitlab ? { gitlab } : {}),
    },
  };
}

/** GitHub's event file says all of it exactly. */
async function readWorkflow(env: Environment): Promise<CiContext> {
  const context = await readContext(env);
  const commit = baseShaOf(context);
  const isFork = context.pullRequest?.isFork ?? false;
  return {
    origin: originOnGitHub(context),
    ...(commit === undefined ? {} : { change: { target: { commit }, isFork } }),
  };
}

/** The commit that the CI system says it builds; absent at a terminal. */
export function commitOfCi(env: Environment, workspace: string): string | undefined {
  const ci = envCi({ env, cwd: workspace });
  return ci.isCi ? commitOf(additionsOf(ci.service, env).commit ?? ci.commit) : undefined;
}

interface Additions {
  commit?: string | undefined;
  branch?: string | undefined;
  targetCommit?: string | undefined;
  targetBranch?: string | undefined;
  isFork?: boolean;
  repository?: string | undefined;
  runUrl?: string | undefined;
  gitlab?: GitLabMergeRequest;
}

/** What a system other than GitHub tells besides what the library reads. Empty variables count as absent. */
function additionsOf(service: string | undefined, env: Environment): Additions {
  const of = (name: string) => env[name] || undefined;
  switch (service) {
    case 'gitlab':
      return {
        // With pipelines for merged results its head; else where the change left the target branch.
        targetCommit: of('CI_MERGE_REQUEST_TARGET_BRANCH_SHA') ?? of('CI_MERGE_REQUEST_DIFF_BASE_SHA'),
        isFork: of('CI_MERGE_REQUEST_SOURCE_PROJECT_ID') !== of('CI_MERGE_REQUEST_PROJECT_ID'),
        ...gitlabOf(of),
      };
    case 'jenkins':
      return {
        // Of multibranch pipelines; the library knows those of two plugins.
        branch: of('CHANGE_BRANCH'),
        targetBranch: of('CHANGE_TARGET'),
        ...(of('CHANGE_ID') ? { isFork: of('CHANGE_FORK') !== undefined } : {}),
      };
    case 'buildkite':
      return { isFork: slugOf(of('BUILDKITE_PULL_REQUEST_REPO')) !== slugOf(of('BUILDKITE_REPO')) };
    case 'azurePipelines':
      return {
        // That of a pull request is a merge commit which nobody else ever sees.
        commit: of('SYSTEM_PULLREQUEST_SOURCECOMMITID'),
        isFork: of('SYSTEM_PULLREQUEST_ISFORK')?.toLowerCase() === 'true',
        repository: of('BUILD_REPOSITORY_NAME'),
        runUrl: azureRunUrl(of),
      };
    default:
      return {};
  }
}

/** Where a job of a workflow runs, in the words of exports. */
export function originOnGitHub(context: ActionContext): ExportOrigin {
  const { sha, runUrl, ref, repository, pullRequest } = context;
  return present({
    commit: sha,
    branch: pullRequest ? pullRequest.headRef : ref.replace(/^refs\/(?:heads|tags)\//, ''),
    pullRequest: pullRequest && String(pullRequest.number),
    repository: `${repository.owner}/${repository.repo}`,
    runUrl,
  });
}

/** `owner/name` of `git://host/owner/name.git` and of `git@host:owner/name`. */
const slugOf = (repository: string | undefined): string | undefined =>
  /[/:]([^/:]+\/[^/:]+?)(?:\.git)?\/?$/.exec(repository ?? '')?.[1]?.toLowerCase();

type Lookup = (name: string) => string | undefined;

function gitlabOf(of: Lookup): Pick<Additions, 'gitlab'> {
  const apiUrl = of('CI_API_V4_URL');
  const projectId = of('CI_MERGE_REQUEST_PROJECT_ID');
  const iid = of('CI_MERGE_REQUEST_IID');
  return apiUrl && projectId && iid ? { gitlab: { apiUrl, projectId, iid } } : {};
}

function azureRunUrl(of: Lookup): string | undefined {
  const [collection, project, id] = [
    of('SYSTEM_COLLECTIONURI'),
    of('SYSTEM_TEAMPROJECT'),
    of('BUILD_BUILDID'),
  ];
  if (!collection || !project || !id) return undefined;
  return `${collection.replace(/\/*$/, '/')}${encodeURIComponent(project)}/_build/results?buildId=${encodeURIComponent(id)}`;
}

/** Buildkite says `HEAD` where it was not told more. */
const commitOf = (commit: string | undefined): string | undefined =>
  commit !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit) ? commit : undefined;

/** The library glues addresses together from variables, set or not. */
const webUrl = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:/.test(url) && URL.canParse(url) ? url : undefined;

/** Without what is absent or empty. */
function present<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as {
    [K in keyof T]?: string;
  };
}
