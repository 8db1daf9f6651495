import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readActionInputs } from '../config/action-inputs.ts';
import { loadPlan, peekSuite } from '../config/index.ts';
import type { Overrides } from '../config/index.ts';
import {
  annotate,
  attachToRelease,
  hideInLog,
  publish,
  readContext,
  releaseTag,
  saveStarted,
  setOutputs,
  uploadArtifact,
  writeSummary,
} from '../github/index.ts';
import type { ActionContext, Publication } from '../github/index.ts';
import { encodeError } from '../interop/index.ts';
import { toSluiceError } from '../model/error.ts';
import type { SluiceError } from '../model/error.ts';
import type { Acceptance } from '../model/history.ts';
import type { Plan } from '../model/plan.ts';
import {
  annotationOfError,
  annotationOfNotice,
  annotationsOf,
  escapeTerminal,
  jointMarker,
  renderComment,
  renderErrorComment,
  renderJointComment,
  renderReleaseNotes,
  renderSummary,
  renderTerminal,
} from '../report/index.ts';
import { acceptByLabel } from './acceptance.ts';
import { baseOnGitHub } from './base-branch.ts';
import { originOnGitHub } from './ci-context.ts';
import { newSessionId, stateFileOf } from './context.ts';
import { exitCodes, jobExitCode } from './exit-code.ts';
import { runGate } from './gate.ts';
import type { GateResult } from './gate-result.ts';
import { onInterruption } from './interruption.ts';
import { withLimitsOfBase } from './limits.ts';
import { readMovedBar, withMovedBar } from './moved-bar.ts';
import {
  errorFile,
  writtenFiles,
  reportInputOf,
  subjectOfPlan,
  writeOutputs,
  writeWhole,
} from './outputs.ts';
import { headlineOutputs } from './headline.ts';
import { changesOnlyBaselines, recordBaseline } from './record.ts';
import { secretsOf } from './secrets.ts';
import { screenOf, takesColours } from './screen-of.ts';
import { judgeShards } from './shards/judge-shards.ts';
import { runShard } from './shards/run-shard.ts';
import { tellCancelled } from './tell-cancelled.ts';
import { tellOthers } from './tell-others.ts';
import { describeError, drawOn } from './terminal.ts';

/** The main step: inputs to a posted verdict. Sets the exit code; never throws. */
export async function runAction(): Promise<void> {
  const sessionId = newSessionId();
  const stateFile = stateFileOf(sessionId, process.env.RUNNER_TEMP ?? tmpdir());
  // Told before anything is started, so that post can find it even when this process is killed.
  const { notice: untold } = saveStarted(sessionId, stateFile);
  annotate(noticesOf([untold]));
  const interruption = onInterruption();
  const drawing = drawOn(screenOf(process.stdout));
  let told: Telling | undefined;
  try {
    const { overrides, githubToken } = readActionInputs();
    const context = await readContext(process.env);
    // Until the plan is there: an error in the settings, too, replaces the older verdict of the suite.
    told = {
      context,
      githubToken,
      suite: peekSuite(overrides) ?? 'sluice',
      commenting: commentingOf(overrides),
      isShard: overrides.shard !== undefined,
    };
    const written = loadPlan({ ...overrides, ...releaseProfile(overrides, context) });
    hideInLog(secretsOf(written, process.env));
    told = { ...told, plan: written, suite: written.suite, commenting: written.telling.comment };
    const base = baseOnGitHub(context, githubToken);
    const plan = await withLimitsOfBase(written, overrides.url, base);
    told = { ...told, plan, suite: plan.suite, commenting: plan.telling.comment };
    if (await changesOnlyBaselines(plan, context, githubToken)) return await tellNothingNew(plan.suite);
    const options = { signal: interruption.signal, tell: drawing.tell, sessionId, stateFile };
    const { shard } = plan;
    if (shard) return annotate(noticesOf(await runShard({ ...plan, shard }, options)));
    const committed = base && (() => base.readBaselines(plan));
    const measured =
      overrides.mergeShards === undefined
        ? await runGate(plan, { ...options, onCancelled: tellCancelled }, committed)
        : await judgeShards(plan, overrides.mergeShards, options, committed);
    const bar = await readMovedBar(plan, base);
    const judged = withMovedBar(measured.verdict, bar);
    const { verdict, acceptance } = await acceptByLabel(bar.acceptanceLabel, judged, context, githubToken);
    await tellResult(measured.plan, { ...measured, verdict }, told, acceptance);
    process.exitCode = jobExitCode(verdict, plan.telling.failOn);
  } catch (thrown) {
    const error = toSluiceError(thrown);
    process.exitCode = exitCodes.invalid;
    drawing.finish();
    process.stdout.write(`${describeError(error)}\n`);
    await tellError(error, told);
  } finally {
    interruption.release();
  }
}

/** A release is worth a longer look, unless the workflow names another profile. */
const releaseProfile = ({ profile }: Overrides, context: ActionContext): Pick<Overrides, 'profile'> =>
  profile === undefined && releaseTag(context) !== undefined ? { profile: 'release' } : {};

interface Telling {
  context: ActionContext;
  githubToken: string;
  suite: string;
  commenting: Publication['commenting'];
  /** What a shard meets is told by the job that merges: there it is missing. */
  isShard: boolean;
  plan?: Plan;
}

/** As far as it is known before the plan is: a wrong value becomes an error of its own, which should be told. */
const commentingOf = ({ comment }: Overrides): Telling['commenting'] =>
  comment === 'never' || comment === 'joint' ? comment : 'auto';

/** How every suite of a matrix writes the one comment that it shares with the others. */
const jointOf = (commenting: Telling['commenting']): Pick<Publication, 'joint'> =>
  commenting === 'joint' ? { joint: { marker: jointMarker, render: renderJointComment } } : {};

async function tellResult(
  plan: Plan,
  result: GateResult,
  telling: Telling,
  acceptance: Acceptance | undefined,
): Promise<void> {
  const { context } = telling;
  const input = { ...reportInputOf(subjectOfPlan(plan), result, plan), reportUrl: context.runUrl };
  process.stdout.write(renderTerminal(input, { colour: takesColours(process.stdout), columns: 160 }));
  const files = await writeOutputs(result.context.directory, input, result);
  const artifact = await uploadArtifact(
    plan.output.artifactName,
    writtenFiles(files.directory),
    files.directory,
  );
  const published = await publish(
    {
      suite: plan.suite,
      verdict: result.verdict.verdict,
      sentence: result.verdict.sentence,
      comment: renderComment(input),
      summary: renderSummary(input),
      commenting: telling.commenting,
      ...jointOf(telling.commenting),
      accepted: result.verdict.accepted !== undefined,
    },
    context,
    telling.githubToken,
  );
  const tag = releaseTag(context);
  const attached =
    tag === undefined
      ? {}
      : await attachToRelease({ tag, ...renderReleaseNotes(input) }, context, telling.githubToken);
  const recorded = await recordBaseline(plan, result, acceptance, context, telling.githubToken);
  const exported = await tellOthers(result, input, files, originOnGitHub(context));
  const summary = await writeSummary(renderSummary(input), process.env);
  const outputs = setOutputs({
    verdict: result.verdict.verdict,
    sentence: result.verdict.sentence,
    'result-path': files.result,
    'report-path': files.report,
    'comment-url': published.commentUrl,
    'accepted-by': result.verdict.accepted?.by,
    ...headlineOutputs(input),
  });
  annotate([
    ...annotationsOf(input),
    ...noticesOf([
      artifact.notice,
      outputs.notice,
      summary.notice,
      recorded,
      attached.notice,
      ...published.notices,
      ...exported,
    ]),
  ]);
}

/** Without a verdict, since nothing was measured: the job is green, and whoever reads its outputs finds none. */
async function tellNothingNew(suite: string): Promise<void> {
  const sentence = `${suite}: nothing was measured, because this push changed nothing but baselines.`;
  const outputs = setOutputs({ sentence });
  const summary = await writeSummary(`${sentence}\n`, process.env);
  annotate(noticesOf([sentence, outputs.notice, summary.notice]));
}

/** A gate that could not measure is invalid, and says so where the verdict would have stood. */
async function tellError(error: SluiceError, telling: Telling | undefined): Promise<void> {
  annotate([annotationOfError(error)]);
  const sentence = escapeTerminal(error.fact);
  const outputs = setOutputs({ verdict: 'invalid', sentence });
  const suite = telling?.suite ?? 'sluice';
  const comment = renderErrorComment(suite, error);
  const summary = await writeSummary(comment, process.env);
  const unwritten = [outputs.notice, summary.notice];
  if (!telling || telling.isShard || error.code === 'cancelled') return annotate(noticesOf(unwritten));
  const { context, githubToken, commenting } = telling;
  const publication: Publication = {
    suite,
    verdict: 'invalid',
    sentence,
    comment,
    summary: comment,
    commenting,
    ...jointOf(commenting),
  };
  const published = await publish(publication, context, githubToken);
  const kept = telling.plan ? await keepEvidence(telling.plan, error, comment) : undefined;
  annotate(noticesOf([kept, ...unwritten, ...published.notices]));
}

/** Comment and logs of a gate that ended in an error, as files and as the artifact. */
async function keepEvidence(
  { workspace, output, suite }: Plan,
  error: SluiceError,
  comment: string,
): Promise<string | undefined> {
  const directory = resolve(workspace, output.directory);
  try {
    writeWhole(join(directory, 'comment.md'), comment);
    writeWhole(join(directory, errorFile), encodeError(suite, error));
    return (await uploadArtifact(output.artifactName, writtenFiles(directory), directory)).notice;
  } catch (thrown) {
    return toSluiceError(thrown).message;
  }
}

function noticesOf(messages: (string | undefined)[]): Parameters<typeof annotate>[0] {
  return messages.filter((message) => message !== undefined).map((message) => annotationOfNotice(message));
}
