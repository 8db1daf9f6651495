import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseBaselines, readBaselinesAt } from '../baseline/index.ts';
import type { BaselineFile } from '../baseline/index.ts';
import { readActionInputs } from '../config/action-inputs.ts';
import { loadPlan, peekSuite } from '../config/index.ts';
import type { Overrides } from '../config/index.ts';
import {
  annotate,
  publish,
  readContext,
  readFolderAt,
  saveStarted,
  setOutputs,
  uploadArtifact,
  writeSummary,
} from '../github/index.ts';
import type { ActionContext, Publication } from '../github/index.ts';
import { toSluiceError } from '../model/error.ts';
import type { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { annotationsOf, renderComment, renderErrorComment, renderSummary } from '../report/index.ts';
import { newSessionId, stateFileOf } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { pairedBase, runGate } from './gate.ts';
import type { GateResult } from './gate.ts';
import { onInterruption } from './interruption.ts';
import { filesBelow, reportInputOf, subjectOfPlan, writeOutputs, writeWhole } from './outputs.ts';
import { headlineOutputs } from './headline.ts';
import { recordBaseline } from './record.ts';
import { describeError, drawOn } from './terminal.ts';

/** The main step: inputs to a posted verdict. Sets the exit code; never throws. */
export async function runAction(): Promise<void> {
  const sessionId = newSessionId();
  const stateFile = stateFileOf(sessionId, process.env.RUNNER_TEMP ?? tmpdir());
  // Told before anything is started, so that post can find it even when this process is killed.
  saveStarted(sessionId, stateFile);
  const interruption = onInterruption();
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
    };
    const plan = loadPlan(overrides);
    told = { ...told, plan, suite: plan.suite, commenting: plan.telling.comment };
    const screen = drawOn({
      write: (text) => void process.stdout.write(text),
      isTerminal: false,
      columns: 160,
    });
    const result = await runGate(
      plan,
      { signal: interruption.signal, tell: screen.tell, sessionId, stateFile },
      await committedBaselines(plan, told),
    );
    process.stdout.write(`${result.verdict.sentence}\n`);
    await tellResult(plan, result, told);
    const { verdict } = result.verdict;
    process.exitCode = plan.telling.failOn.includes(verdict) ? exitCodes[verdict] : 0;
  } catch (thrown) {
    const error = toSluiceError(thrown);
    process.exitCode = exitCodes.invalid;
    process.stdout.write(`${describeError(error)}\n`);
    await tellError(error, told);
  } finally {
    interruption.release();
  }
}

interface Telling {
  context: ActionContext;
  githubToken: string;
  suite: string;
  commenting: Publication['commenting'];
  plan?: Plan;
}

/** As far as it is known before the plan is: a wrong value becomes an error of its own, which should be told. */
const commentingOf = ({ comment }: Overrides): Telling['commenting'] =>
  comment === 'never' ? 'never' : 'auto';

/** The baselines as they are at the pull request's base: a pull request cannot move its own bar. */
async function committedBaselines(plan: Plan, telling: Telling): Promise<BaselineFile[] | undefined> {
  const { context, githubToken } = telling;
  // With a base of the user's own nobody reads them, and a GitHub that is down must not cost the verdict.
  if (!context.pullRequest || pairedBase(plan)) return undefined;
  const commit = context.pullRequest.baseSha;
  const { directory } = plan.baselines;
  const byGit = await readBaselinesAt({ workspace: plan.workspace, commit, directory, suite: plan.suite });
  // A shallow clone does not hold the base commit; the API does.
  const folder = `${directory}/${plan.suite}`;
  return parseBaselines(byGit ?? (await readFolderAt({ commit, folder }, context, githubToken)), plan.suite);
}

async function tellResult(plan: Plan, result: GateResult, telling: Telling): Promise<void> {
  const { context } = telling;
  const input = { ...reportInputOf(subjectOfPlan(plan), result), reportUrl: context.runUrl };
  const files = await writeOutputs(result.context.directory, input, result);
  const artifact = await uploadArtifact(
    plan.output.artifactName,
    filesBelow(files.directory),
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
    },
    context,
    telling.githubToken,
  );
  const recorded = await recordBaseline(plan, result, context, telling.githubToken);
  const summary = await writeSummary(renderSummary(input), process.env);
  setOutputs({
    verdict: result.verdict.verdict,
    sentence: result.verdict.sentence,
    'result-path': files.result,
    'report-path': files.report,
    'comment-url': published.commentUrl,
    ...headlineOutputs(result.verdict),
  });
  annotate([
    ...annotationsOf(input),
    ...noticesOf([artifact.notice, summary.notice, recorded, ...published.notices]),
  ]);
}

/** A gate that could not measure is invalid, and says so where the verdict would have stood. */
async function tellError(error: SluiceError, telling: Telling | undefined): Promise<void> {
  annotate([{ level: 'error', title: `Sluice: ${error.code}`, message: `${error.message} ${error.remedy}` }]);
  setOutputs({ verdict: 'invalid', sentence: error.fact });
  const suite = telling?.suite ?? 'sluice';
  const comment = renderErrorComment(suite, error);
  const summary = await writeSummary(comment, process.env);
  if (!telling || error.code === 'cancelled') return annotate(noticesOf([summary.notice]));
  const { context, githubToken, commenting } = telling;
  const publication: Publication = {
    suite,
    verdict: 'invalid',
    sentence: error.fact,
    comment,
    summary: comment,
    commenting,
  };
  const published = await publish(publication, context, githubToken);
  const kept = telling.plan ? await keepEvidence(telling.plan, comment) : undefined;
  annotate(noticesOf([kept, summary.notice, ...published.notices]));
}

/** Comment and logs of a gate that ended in an error, as files and as the artifact. */
async function keepEvidence({ workspace, output }: Plan, comment: string): Promise<string | undefined> {
  const directory = resolve(workspace, output.directory);
  try {
    writeWhole(join(directory, 'comment.md'), comment);
    return (await uploadArtifact(output.artifactName, filesBelow(directory), directory)).notice;
  } catch (thrown) {
    return toSluiceError(thrown).message;
  }
}

function noticesOf(messages: (string | undefined)[]): Parameters<typeof annotate>[0] {
  return messages
    .filter((message) => message !== undefined)
    .map((message) => ({ level: 'notice', title: 'Sluice', message }));
}
