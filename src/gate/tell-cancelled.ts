import { annotate, setOutputs, uploadArtifact, writeSummary } from '../github/index.ts';
import { renderSummary } from '../report/index.ts';
import type { GateResult } from './gate-result.ts';
import { writtenFiles, reportInputOf, subjectOfPlan, writeOutputs } from './outputs.ts';

/**
 * Tells what a cancelled gate, or one whose job was out of time, has to show. The runner kills the step a few seconds after
 * it was cancelled, hence the quickest first. A comment or a check run would stand over a verdict that is worth more.
 */
export async function tellCancelled(partial: GateResult): Promise<void> {
  const { plan, context } = partial;
  const input = reportInputOf(subjectOfPlan(plan), partial, plan);
  const files = await writeOutputs(context.directory, input, partial);
  setOutputs({ 'result-path': files.result, 'report-path': files.report });
  const summary = await writeSummary(renderSummary(input), process.env);
  const artifact = await uploadArtifact(
    plan.output.artifactName,
    writtenFiles(files.directory),
    files.directory,
  );
  const notices = [summary.notice, artifact.notice].filter((message) => message !== undefined);
  annotate(notices.map((message) => ({ level: 'notice', title: 'Sluice', message })));
}
