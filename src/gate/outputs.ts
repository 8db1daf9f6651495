import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { encodeRun, exportSamples } from '../interop/index.ts';
import { SluiceError } from '../model/error.ts';
import type { Plan, PromisePlan } from '../model/plan.ts';
import type { ReportInput } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { renderComment, renderHtml, renderJUnit, renderResultJson, renderSummary } from '../report/index.ts';
import { characterise, pairPoints, quantileShifts, summariseRun, whatChanged } from '../verdict/index.ts';
import { maskOf } from './secrets.ts';

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

/**
 * What a gate has written into its output folder, logs of the targets included: what the artifact holds. Nothing else that
 * lies there: settings may name any folder of the workspace, and a clone has a token in its `.git`.
 */
export function writtenFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isOurs(relative(directory, join(entry.parentPath, entry.name))))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const isOurs = (path: string): boolean =>
  outputNames.includes(path) ||
  /^(?:run-(?:candidate|base)\.partial\.json|logs\/sluice-[^/]+\.log)$/.test(path);

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
  return { suite, profile, guesses, repeatCommand: maskOf(plan).hide(repeatCommand(plan, settings)) };
}

/** For stored runs, which were judged by this command line. */
export function subjectOfRun(run: Run, repeatCommand: string): ReportSubject {
  return { suite: run.suite, profile: run.provenance.profile, guesses: [], repeatCommand };
}

/** About 0.5 MB within the report; beyond that only the run files hold them. */
const mostSamplesOfPage = 50_000;

/** @param promises what the capacity of each arm is held against, and what it costs */
export function reportInputOf(
  subject: ReportSubject,
  measured: Measured,
  promises: PromisePlan,
): ReportInput {
  const { verdict, candidate, base, tookMs } = measured;
  const originMs = Math.min(
    ...[candidate, ...(base ? [base] : [])].flatMap(({ blocks }) => blocks.map((b) => b.startedAtEpochMs)),
  );
  const traits = characterise(candidate, promises);
  const baseTraits = base && characterise(base, promises);
  return {
    ...subject,
    verdict,
    candidate: { ...summariseRun(candidate, originMs), characteristics: traits },
    ...(base && baseTraits
      ? {
          base: { ...summariseRun(base, originMs), characteristics: baseTraits },
          changes: whatChanged(base, candidate, { base: baseTraits, candidate: traits }),
        }
      : {}),
    pairs: base ? pairPoints(base, candidate) : [],
    shifts: base ? quantileShifts(base, candidate) : [],
    samples: exportSamples(base ? [base, candidate] : [candidate], mostSamplesOfPage),
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

const verdictNames = ['result.json', errorFile, 'comment.md', 'summary.md', 'report.html', 'junit.xml'];
const outputNames = [...verdictNames, 'run-candidate.json', 'run-base.json'];

/** Takes away what an earlier gate left in the folder: a run that ends in an error must not leave an old verdict behind. */
export const clearOutputs = (directory: string): void => clear(directory, outputNames);

/** Without the runs: they may be what the verdict is to be made from. */
export const clearVerdict = (directory: string): void => clear(directory, verdictNames);

function clear(directory: string, names: readonly string[]): void {
  // A folder that cannot be there is told when it is made.
  if (!existsSync(directory) || !statSync(directory).isDirectory()) return;
  for (const name of names) rmSync(join(directory, name), { force: true });
}

/** Writes everything that a gate leaves behind, each file whole or not at all. */
export async function writeOutputs(
  directory: string,
  input: ReportInput,
  measured: Measured,
): Promise<OutputFiles> {
  refuseReplaced(directory);
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
    // New in any case: what lies in its place may be a link that a target with a share of the workspace has put there.
    rmSync(part, { force: true });
    writeFileSync(part, text, { flag: 'wx' });
    renameSync(part, file);
    return file;
  });
}

/** About what the smallest run and its verdict take. */
const room = Buffer.alloc(64 * 1024);

/** Finds out before minutes of measuring whether its result can be kept. */
export function checkWritable(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw unwritable(file, 'it is a folder');
  writing(file, (part) => {
    rmSync(part, { force: true });
    writeFileSync(part, room, { flag: 'wx' });
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

/** The folder was made by us, without a link on its way: one that is there now leads to where it should not. */
function refuseReplaced(directory: string): void {
  if (realpathSync(directory) !== directory)
    throw unwritable(directory, 'a symbolic link was put in its place');
}

function unwritable(file: string, why: string, cause?: unknown): SluiceError {
  return new SluiceError('output-unwritable', {
    fact: `${file} cannot be written: ${why}.`,
    remedy: 'Free some space or give another folder with --out.',
    cause,
  });
}
