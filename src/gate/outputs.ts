import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeRun } from '../interop/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { ReportInput } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { renderComment, renderHtml, renderJUnit, renderResultJson, renderSummary } from '../report/index.ts';
import { pairPoints, summariseRun } from '../verdict/index.ts';

/** Absolute paths of what a gate run wrote. */
export interface OutputFiles {
  directory: string;
  result: string;
  comment: string;
  summary: string;
  report: string;
  junit: string;
  candidateRun: string;
  baseRun?: string;
}

/** Everything below an output folder, logs of the targets included: what the artifact holds. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export interface Measured {
  verdict: Verdict;
  candidate: Run;
  base?: Run;
  tookMs: number;
}

/** What a report says of the gate itself, besides what was measured. */
export type ReportSubject = Pick<ReportInput, 'suite' | 'profile' | 'repeatCommand' | 'guesses'>;

/** @param settings what `--set` overrode, so that the same gate can be repeated */
export function subjectOfPlan(plan: Plan, settings: readonly string[] = []): ReportSubject {
  const { suite, profile, guesses } = plan;
  return { suite, profile, guesses, repeatCommand: repeatCommand(plan, settings) };
}

/** For stored runs, which were judged by this command line. */
export function subjectOfRun(run: Run, repeatCommand: string): ReportSubject {
  return { suite: run.suite, profile: run.provenance.profile, guesses: [], repeatCommand };
}

export function reportInputOf(subject: ReportSubject, measured: Measured): ReportInput {
  const { verdict, candidate, base, tookMs } = measured;
  const originMs = Math.min(
    ...[candidate, ...(base ? [base] : [])].flatMap(({ blocks }) => blocks.map((b) => b.startedAtEpochMs)),
  );
  return {
    ...subject,
    verdict,
    candidate: summariseRun(candidate, originMs),
    ...(base ? { base: summariseRun(base, originMs) } : {}),
    pairs: base ? pairPoints(base, candidate) : [],
    tookMs,
  };
}

/** The same gate at a terminal. */
function repeatCommand(plan: Plan, settings: readonly string[]): string {
  const image = (flag: string, target: Plan['base']) =>
    target?.kind === 'container' && !target.build ? [flag, target.image] : [];
  return [
    'sluice',
    'run',
    ...(plan.configFile ? ['--config', plan.configFile] : []),
    '--profile',
    plan.profile,
    '--budget',
    `${plan.budgetMs / 1000}s`,
    ...(plan.mode === 'auto' ? [] : ['--mode', plan.mode]),
    ...image('--image', plan.candidate),
    ...image('--base-image', plan.base),
    ...(plan.candidate.kind === 'url' ? ['--url', plan.candidate.url] : []),
    ...settings.flatMap((setting) => ['--set', setting]),
  ]
    .map(shellWord)
    .join(' ');
}

/** As a shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w.,:/=@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Stands in place of a verdict where the gate ended in an error, so that the entry `publish` can tell it. */
export const errorFile = 'error.json';

const outputNames = [
  'result.json',
  errorFile,
  'comment.md',
  'summary.md',
  'report.html',
  'junit.xml',
  'run-candidate.json',
  'run-base.json',
];

/** Takes away what an earlier gate left in the folder: a run that ends in an error must not leave an old verdict behind. */
export function clearOutputs(directory: string): void {
  // A folder that cannot be there is told when it is made.
  if (!existsSync(directory) || !statSync(directory).isDirectory()) return;
  for (const name of outputNames) rmSync(join(directory, name), { force: true });
}

/** Writes everything that a gate leaves behind, each file whole or not at all. */
export async function writeOutputs(
  directory: string,
  input: ReportInput,
  measured: Measured,
): Promise<OutputFiles> {
  const path = (name: string) => join(directory, name);
  const write = (name: string, text: string) => writeWhole(path(name), text);
  return {
    directory,
    result: write('result.json', renderResultJson(input)),
    comment: write('comment.md', renderComment(input)),
    summary: write('summary.md', renderSummary(input)),
    report: write('report.html', await renderHtml(input)),
    junit: write('junit.xml', renderJUnit(input)),
    candidateRun: writeRun(path('run-candidate.json'), measured.candidate),
    ...(measured.base ? { baseRun: writeRun(path('run-base.json'), measured.base) } : {}),
  };
}

export function writeRun(file: string, run: Run): string {
  return writeWhole(file, encodeRun(run));
}

export function writeWhole(file: string, text: string): string {
  return writing(file, (part) => {
    writeFileSync(part, text);
    renameSync(part, file);
    return file;
  });
}

/** Finds out before minutes of measuring whether its result can be kept. */
export function checkWritable(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw unwritable(file, 'it is a folder');
  writing(file, (part) => {
    writeFileSync(part, '');
    rmSync(part);
  });
}

function writing<T>(file: string, work: (part: string) => T): T {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return work(`${file}.part`);
  } catch (cause) {
    throw unwritable(file, (cause as NodeJS.ErrnoException).code ?? String(cause), cause);
  }
}

function unwritable(file: string, why: string, cause?: unknown): SluiceError {
  return new SluiceError('output-unwritable', {
    fact: `${file} cannot be written: ${why}.`,
    remedy: 'Free some space or give another folder with --out.',
    cause,
  });
}
