import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How a step or command ended, and what it left for people to read. */
export interface Observed {
  /** null when a signal ended it. */
  exitCode: number | null;
  endedBy: NodeJS.Signals | null;
  /** Standard output and standard error. */
  log: string;
  /** Of the outputs or, at a terminal, of result.json. */
  verdict: string | undefined;
  /** Code of the error that it ended with. */
  error: string | undefined;
  /** Codes of the verdict's reasons. */
  reasons: string[];
  /** Of the output folder, relative to it, sorted; logs of targets as `logs/*`. */
  files: string[];
  tookMs: number;
}

interface Ended {
  exitCode: number | null;
  endedBy: NodeJS.Signals | null;
  log: string;
  tookMs: number;
}

interface ResultFile {
  verdict: string;
  reasons: { code: string }[];
}

/** @param output absolute path of the output folder, which need not be there */
export function observe<T extends Ended>(
  ended: T,
  output: string,
  outputs: Record<string, string> = {},
): T & Observed {
  const result = readJson<ResultFile>(join(output, 'result.json'));
  return {
    ...ended,
    verdict: outputs['verdict'] ?? result?.verdict,
    error: /^error ([a-z-]+): /m.exec(ended.log)?.[1],
    reasons: result?.reasons.map(({ code }) => code) ?? [],
    files: filesOf(output),
  };
}

function filesOf(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => (entry.parentPath.endsWith('logs') ? 'logs/*' : entry.name));
  return [...new Set(names)].sort();
}

export function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

/** Ended by this error, red, with no verdict but `invalid` and no result that could be taken for one. */
export function assertError(observed: Observed, code: string): void {
  assert.equal(observed.error, code, lastLines(observed));
  assert.equal(observed.exitCode, 2, lastLines(observed));
  if (observed.verdict !== undefined) assert.equal(observed.verdict, 'invalid');
  assert.ok(!observed.files.includes('result.json'), 'an error left a result.json');
}

/** Has one of these verdicts, with a reason, the exit code that belongs to it, and all files of a gate. */
export function assertVerdict(observed: Observed, ...verdicts: string[]): void {
  const { verdict = 'none', reasons, files } = observed;
  assert.equal(observed.error, undefined, lastLines(observed));
  assert.ok(verdicts.includes(verdict), `verdict ${verdict} (${reasons.join(', ')})\n${lastLines(observed)}`);
  assert.notDeepEqual(reasons, [], 'a verdict without a reason');
  for (const name of ['comment.md', 'junit.xml', 'report.html', 'result.json', 'summary.md'])
    assert.ok(files.includes(name), `${name} is missing among ${files.join(', ')}`);
}

/** The fault was no fault of the model: an equal candidate is not failed, and the gate still came to an end. */
export function assertSound(observed: Observed): void {
  assertVerdict(observed, 'pass', 'inconclusive');
}

/** For the table: `invalid, container-exited, exit 2; comment.md, error.json`. */
export function describe({ verdict, error, reasons, exitCode, endedBy, files }: Observed): string {
  const said = [verdict, error ?? reasons[0], endedBy ?? `exit ${exitCode}`].filter(Boolean).join(', ');
  return files.length === 0 ? `${said}; no files` : `${said}; ${namesOf(files)}`;
}

/** The five that every verdict has are one. */
function namesOf(files: readonly string[]): string {
  const always = ['comment.md', 'junit.xml', 'report.html', 'result.json', 'summary.md'];
  if (!always.every((name) => files.includes(name))) return files.join(', ');
  return ['all reports', ...files.filter((name) => !always.includes(name))].join(', ');
}

export function lastLines({ log }: { log: string }): string {
  return log.trimEnd().split('\n').slice(-15).join('\n');
}
