import { readPublishInputs } from '../config/publish-inputs.ts';
import type { PublishInputs } from '../config/publish-inputs.ts';
import {
  annotate,
  downloadArtifact,
  findPullRequest,
  listRunArtifacts,
  publish,
  readContext,
  readSourceRun,
  writeSummary,
} from '../github/index.ts';
import type {
  ActionContext,
  Annotation,
  PullRequestContext,
  RunArtifact,
  SourceRun,
} from '../github/index.ts';
import { toSluiceError } from '../model/error.ts';
import { annotationOfError, annotationOfNotice } from '../report/index.ts';
import { maximumArchiveBytes, publicationOfArchive } from './artifact-report.ts';
import { isShardArtifact } from './shards/artifact-name.ts';

/** As the gate names its artifacts where nobody names them. */
const defaultPrefix = 'sluice-';
/** Each becomes a comment; a workflow has a matrix of a few suites. */
const mostArtifacts = 10;

/**
 * The entry `publish`: posts what a pull request's own run could not, because its token may only read. Runs on `workflow_run`
 * with a token that may write, and starts nothing of the pull request. Fails where something should have been posted and
 * was not. Never throws.
 */
export async function runPublish(): Promise<void> {
  const told = await publishRun().catch((thrown: unknown) => [errorOf(thrown)]);
  annotate(told);
  if (told.some(({ level }) => level === 'error')) process.exitCode = 1;
}

async function publishRun(): Promise<Annotation[]> {
  const inputs = readPublishInputs();
  const context = await readContext(process.env);
  const source = await readSourceRun(context, process.env);
  if (source.event !== 'pull_request')
    return [notice(`Nothing to post: the run was started by \`${source.event}\`, not by a pull request.`)];
  if (!source.readOnly)
    return [notice('Nothing to post: a run of a branch of this repository posts by itself.')];
  const found = await findPullRequest(source, context, inputs.githubToken);
  switch (found.kind) {
    case 'none':
      return [notice('Nothing to post: the pull request of the run was closed meanwhile.')];
    case 'moved':
      return [
        notice(
          `Nothing to post: pull request ${found.number} is at ${found.headSha} by now, and the run measured ${source.headSha}.`,
        ),
      ];
    case 'several':
      return [
        warning(
          `Nothing was posted: the branch is proposed in the pull requests ${found.numbers.join(', ')}, and the run does not say for which it measured. Its report is at ${source.url}.`,
        ),
      ];
    case 'found':
      return publishArtifacts(inputs, context, source, found.pullRequest);
  }
}

async function publishArtifacts(
  inputs: PublishInputs,
  context: ActionContext,
  source: SourceRun,
  pullRequest: PullRequestContext,
): Promise<Annotation[]> {
  const all = await listRunArtifacts(source.id, context, inputs.githubToken);
  const artifacts = all.filter(({ name }) =>
    inputs.artifactName === undefined
      ? name.startsWith(defaultPrefix) && !isShardArtifact(name)
      : name === inputs.artifactName,
  );
  if (artifacts.length === 0) {
    const wanted = inputs.artifactName ?? `${defaultPrefix}*`;
    return [
      warning(
        `Nothing was posted: the run has no artifact \`${wanted}\`. Either the gate did not come so far, which ${source.url} tells, or the input \`artifact-name\` differs from the gate's.`,
      ),
    ];
  }
  const told: Annotation[] = [];
  for (const artifact of artifacts.slice(0, mostArtifacts)) {
    told.push(...(await publishArtifact(artifact, inputs, context, source, pullRequest)));
  }
  if (artifacts.length > mostArtifacts)
    told.push(warning(`Of ${artifacts.length} artifacts only ${mostArtifacts} were posted.`));
  return told;
}

/** One that is refused does not cost the others. */
async function publishArtifact(
  artifact: RunArtifact,
  { githubToken, commenting }: PublishInputs,
  context: ActionContext,
  source: SourceRun,
  pullRequest: PullRequestContext,
): Promise<Annotation[]> {
  try {
    const zip = await downloadArtifact(artifact, maximumArchiveBytes, context, githubToken);
    const publication = publicationOfArchive(zip, source.url, commenting);
    // Whose token it is, not whose branch: what is missing here is a permission of this job.
    const target = { ...context, sha: source.headSha, runUrl: source.url };
    const published = await publish(
      publication,
      { ...target, pullRequest: { ...pullRequest, isFork: false } },
      githubToken,
    );
    process.stdout.write(
      `${publication.suite}: ${published.commentUrl ?? published.checkUrl ?? 'not posted'}\n`,
    );
    const summary = await writeSummary(publication.summary, process.env);
    return [
      ...published.notices.map((message) => annotationOfNotice(message, 'error')),
      ...(summary.notice === undefined ? [] : [notice(summary.notice)]),
    ];
  } catch (thrown) {
    return [errorOf(thrown)];
  }
}

const errorOf = (thrown: unknown): Annotation => annotationOfError(toSluiceError(thrown));
const notice = (message: string): Annotation => annotationOfNotice(message);
const warning = (message: string): Annotation => annotationOfNotice(message, 'warning');
