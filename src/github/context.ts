import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SluiceError } from '../model/error.ts';

/** What started the job, taken from the runner's variables and event file: plain data for the rest of the gate. */
export interface ActionContext {
  /** `pull_request`, `push`, `workflow_dispatch`, `schedule`, ... as GitHub names it. */
  event: string;
  repository: { owner: string; repo: string };
  /** The commit that is judged: of a pull request its head, not the merge commit that is checked out. */
  sha: string;
  pullRequest?: PullRequestContext;
  mergeGroup?: MergeGroupContext;
  runId: number;
  /** From 1; above it in re-runs. Their event file is the one of the first attempt. */
  runAttempt?: number;
  runUrl: string;
  apiUrl: string;
  /** Absent where the event does not tell it. */
  defaultBranch?: string;
  /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge`. */
  ref: string;
  /** Of a push: the commit that the branch was at before; absent where the push does not tell. */
  before?: string;
}

export interface PullRequestContext {
  number: number;
  baseSha: string;
  baseRef: string;
  headSha: string;
  headRef?: string;
  /** `owner/repo` the branch lives in; absent when that fork was deleted. */
  headRepo?: string;
  /** The token of such a run is read-only unless the repository says otherwise. */
  isFork: boolean;
  draft: boolean;
}

/** Of a merge queue: a commit on top of the base that no pull request has yet. */
export interface MergeGroupContext {
  baseSha: string;
  baseRef: string;
  /** The pull request that this group would merge last; absent where the queue's branch does not name it. */
  pullRequest?: number;
}

/** What a pull request or merge group would be merged into: where its baselines are read. */
export function baseShaOf({ pullRequest, mergeGroup }: ActionContext): string | undefined {
  return pullRequest?.baseSha ?? mergeGroup?.baseSha;
}

/** The tag that was pushed or released; undefined for every other event. */
export function releaseTag({ event, ref }: Pick<ActionContext, 'event' | 'ref'>): string | undefined {
  return event === 'push' || event === 'release' ? /^refs\/tags\/(.+)$/.exec(ref)?.[1] : undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const commitSha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const branch = z.object({
  sha: commitSha,
  ref: z.string().min(1),
  repo: z.object({ full_name: z.string() }).nullish(),
});

const payloadSchema = z.object({
  repository: z.object({ default_branch: z.string().optional() }).optional(),
  pull_request: z
    .object({ number: z.int().positive(), draft: z.boolean().optional(), base: branch, head: branch })
    .optional(),
  merge_group: z
    .object({
      base_sha: commitSha,
      base_ref: z.string().min(1),
      head_sha: commitSha,
      head_ref: z.string().min(1),
    })
    .optional(),
  before: z.string().optional(),
});
type Payload = z.infer<typeof payloadSchema>;

/**
 * Reads the runner's variables and event file.
 * @throws SluiceError `input-invalid` (a variable or the event file is missing or malformed),
 * `event-unsupported` (an event under which measuring would be unsafe).
 */
export async function readContext(env: Environment): Promise<ActionContext> {
  const event = required(env, 'GITHUB_EVENT_NAME');
  refuseUnsafe(event);
  const payload = await readPayload(required(env, 'GITHUB_EVENT_PATH'), event);
  const repository = parseRepository(required(env, 'GITHUB_REPOSITORY'));
  const pullRequest = payload.pull_request && toPullRequest(payload.pull_request, repository);
  if (event === 'pull_request' && pullRequest === undefined) {
    throw malformed('it has no `pull_request`', required(env, 'GITHUB_EVENT_PATH'));
  }
  if (event === 'merge_group' && payload.merge_group === undefined) {
    throw malformed('it has no `merge_group`', required(env, 'GITHUB_EVENT_PATH'));
  }
  const runId = Number(required(env, 'GITHUB_RUN_ID'));
  if (!Number.isSafeInteger(runId))
    throw variableInvalid('GITHUB_RUN_ID', env['GITHUB_RUN_ID'] ?? '', 'a number');
  const serverUrl = parseUrl(env, 'GITHUB_SERVER_URL', 'https://github.com');
  const defaultBranch = payload.repository?.default_branch;
  return {
    event,
    repository,
    sha: pullRequest?.headSha ?? payload.merge_group?.head_sha ?? parseSha(required(env, 'GITHUB_SHA')),
    ...(pullRequest && { pullRequest }),
    ...(payload.merge_group && { mergeGroup: toMergeGroup(payload.merge_group) }),
    runId,
    runAttempt: Number(env['GITHUB_RUN_ATTEMPT'] || 1),
    runUrl: `${serverUrl}/${repository.owner}/${repository.repo}/actions/runs/${runId}`,
    apiUrl: parseUrl(env, 'GITHUB_API_URL', 'https://api.github.com'),
    ...(defaultBranch !== undefined && { defaultBranch }),
    ref: required(env, 'GITHUB_REF'),
    ...(event === 'push' && commitSha.safeParse(payload.before).success && { before: payload.before ?? '' }),
  };
}

/** A `pull_request_target` run holds a write token and secrets, and would start code of whoever opened the request. */
function refuseUnsafe(event: string): void {
  if (event !== 'pull_request_target') return;
  throw new SluiceError('event-unsupported', {
    fact: "The workflow runs on `pull_request_target`: the pull request's own code would run with a token that may write.",
    remedy:
      'Use `on: pull_request`. Pull requests from forks are measured there too; their report is in the job summary.',
  });
}

async function readPayload(path: string, event: string): Promise<Payload> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw malformed('it cannot be read', path, cause);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw malformed('it is not JSON', path, cause);
  }
  const parsed = payloadSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw malformed(
    `\`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? ''} (event ${event})`,
    path,
    parsed.error,
  );
}

function toPullRequest(
  pull: NonNullable<Payload['pull_request']>,
  repository: ActionContext['repository'],
): PullRequestContext {
  const headRepo = pull.head.repo?.full_name;
  const own = `${repository.owner}/${repository.repo}`.toLowerCase();
  return {
    number: pull.number,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    ...(headRepo !== undefined && { headRepo }),
    isFork: headRepo?.toLowerCase() !== own,
    draft: pull.draft ?? false,
  };
}

function toMergeGroup(group: NonNullable<Payload['merge_group']>): MergeGroupContext {
  // `refs/heads/gh-readonly-queue/main/pr-7-<sha>`, made by GitHub.
  const number = /\/pr-(\d+)-[0-9a-f]+$/.exec(group.head_ref)?.[1];
  return {
    baseSha: group.base_sha,
    baseRef: group.base_ref.replace(/^refs\/heads\//, ''),
    ...(number !== undefined && { pullRequest: Number(number) }),
  };
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new SluiceError('input-invalid', {
    fact: `The variable ${name} is not set.`,
    remedy: 'The action runs inside a GitHub Actions job. At a terminal use `sluice run`.',
  });
}

function parseRepository(value: string): ActionContext['repository'] {
  const match = /^([\w.-]+)\/([\w.-]+)$/.exec(value);
  if (!match?.[1] || !match[2]) throw variableInvalid('GITHUB_REPOSITORY', value, '`owner/repository`');
  return { owner: match[1], repo: match[2] };
}

function parseSha(value: string): string {
  if (commitSha.safeParse(value).success) return value;
  throw variableInvalid('GITHUB_SHA', value, 'a commit hash of 40 hexadecimal digits');
}

function parseUrl(env: Environment, name: string, fallback: string): string {
  const value = env[name] || fallback;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '');
  throw variableInvalid(name, value, 'an http or https URL');
}

function variableInvalid(name: string, value: string, wanted: string): SluiceError {
  return new SluiceError('input-invalid', {
    fact: `The variable ${name} is ${JSON.stringify(value.slice(0, 200))} and not ${wanted}.`,
    remedy: `The runner sets ${name}. Remove what overwrites it in the workflow.`,
  });
}

function malformed(what: string, path: string, cause?: unknown): SluiceError {
  return new SluiceError('input-invalid', {
    fact: `The event file of this run is malformed: ${what}.`,
    remedy:
      'The runner writes the file that GITHUB_EVENT_PATH names. Remove what overwrites it in the workflow.',
    cause,
    location: path,
  });
}
