import type { JudgingPlan } from '../model/plan.ts';
import type { ReportInput } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import { compareRuns, readRun } from './compare.ts';
import { reportInputOf, subjectOfRun } from './outputs.ts';

export interface StoredRuns {
  base?: string[];
  candidate: string;
}

/** What a report shows of stored runs, judged now. */
export function reportOfRuns(files: StoredRuns, judging: JudgingPlan): ReportInput {
  const measured = compareRuns(files.base ?? [], files.candidate, judging);
  return reportInputOf(subjectOfRun(measured.candidate, compareCommand(files)), measured, judging);
}

/** The same with the verdict that the gate came to when it measured them; `base` was measured beside the candidate. */
export function reportOfGate(
  verdict: Verdict,
  { base, candidate }: { base?: string; candidate: string },
  judging: JudgingPlan,
): ReportInput {
  const files = { candidate, ...(base === undefined ? {} : { base: [base] }) };
  const measured = {
    verdict,
    candidate: readRun(candidate),
    ...(base === undefined ? {} : { base: readRun(base) }),
    tookMs: 0,
  };
  return reportInputOf(subjectOfRun(measured.candidate, compareCommand(files)), measured, judging);
}

export function compareCommand({ base = [], candidate }: StoredRuns): string {
  return ['sluice compare', ...(base.length > 0 ? ['--base', ...base] : []), '--candidate', candidate].join(
    ' ',
  );
}
