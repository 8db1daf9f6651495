import type { Command } from 'commander';
import { loadPlan, peekSuite } from '../config/index.ts';
import { toSluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { escapeTerminal, renderComment, renderResultJson, renderTerminal } from '../report/index.ts';
import { baseInClone } from './base-branch.ts';
import { readCi } from './ci-context.ts';
import type { CiContext } from './ci-context.ts';
import { drawn, terminalOptions } from './drawn.ts';
import { exitCodes } from './exit-code.ts';
import { runGate } from './gate.ts';
import type { GateResult } from './gate-result.ts';
import { withLimitsOfBase } from './limits.ts';
import { readMovedBar, withMovedBar } from './moved-bar.ts';
import { measuring, overridesOf } from './measuring-flags.ts';
import type { MeasuringFlags } from './measuring-flags.ts';
import { reportInputOf, subjectOfPlan, writeOutputs } from './outputs.ts';
import { tellMergeRequest, tellMergeRequestError } from './tell-merge-request.ts';
import { tellOthers } from './tell-others.ts';

/** `sluice run`: the whole gate. */
export function addRunCommand(
  program: Command,
  ending: (work: (flags: MeasuringFlags) => Promise<number>) => (...args: unknown[]) => Promise<void>,
): void {
  measuring(program.command('run'))
    .description('measure, compare, report')
    .option('--out <dir>', 'folder for results, runs, comment and report')
    .option('--json', 'print the verdict as JSON on stdout')
    .action(ending(commandRun));
}

export async function commandRun(flags: MeasuringFlags): Promise<number> {
  const overrides = overridesOf(flags, flags.out);
  const ci = await readCi(process.env, overrides.workspace);
  let written: Plan | undefined;
  try {
    written = loadPlan(overrides);
    return await runIn(ci, written, flags);
  } catch (thrown) {
    const suite = written?.suite ?? peekSuite(overrides) ?? 'sluice';
    const commenting = written?.telling.comment ?? 'auto';
    note(await tellMergeRequestError(ci, { suite, commenting }, toSluiceError(thrown), process.env));
    throw thrown;
  }
}

async function runIn(ci: CiContext, written: Plan, flags: MeasuringFlags): Promise<number> {
  const base = ci.change && baseInClone(ci.change);
  const plan = await withLimitsOfBase(written, flags.url, base);
  const { runUrl: reportUrl } = ci.origin;
  const inputOf = (result: GateResult) => ({
    ...reportInputOf(subjectOfPlan(result.plan, flags.set), result, result.plan),
    ...(reportUrl === undefined ? {} : { reportUrl }),
  });
  const write = (result: GateResult) => writeOutputs(result.context.directory, inputOf(result), result);
  const onCancelled = async (partial: GateResult) => void (await write(partial));
  const readCommitted = base && (() => base.readBaselines(plan));
  const measured = await drawn(flags, (tell, signal) =>
    runGate(plan, { signal, tell, onCancelled }, readCommitted),
  );
  const result = { ...measured, verdict: withMovedBar(measured.verdict, await readMovedBar(plan, base)) };
  const input = inputOf(result);
  const files = await write(result);
  for (const sentence of await tellOthers(result, input, files, ci.origin)) note(sentence);
  note(await tellMergeRequest(ci, plan.telling.comment, renderComment(input), process.env));
  if (flags.json) process.stdout.write(renderResultJson(input));
  else {
    process.stdout.write(renderTerminal(input, terminalOptions()));
    process.stdout.write(
      `\nWritten to ${files.directory}: result.json, comment.md, report.html, the runs and the logs.\n`,
    );
  }
  return exitCodes[result.verdict.verdict];
}

/** On stderr, so that stdout stays the result's own. */
const note = (sentence: string | undefined): void => {
  if (sentence !== undefined) process.stderr.write(`${escapeTerminal(sentence, 1000)}\n`);
};
