import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toSluiceError } from '../model/error.ts';
import { cleanUp } from './clean-up.ts';
import { removeContainers } from './container-removal.ts';
import { docker } from './exec.ts';
import { isOwnerGone } from './owner.ts';
import { listProcesses, readEnvironmentVariable } from './proc.ts';
import { endFamily } from './process-family.ts';
import { ownerLabel, ownerVariable } from './session.ts';
import { readStarted } from './started.ts';

/** Nobody needs the answers of what is left any more. */
const graceMs = 1000;

export interface Leftovers {
  /** `container 0123456789ab`, `process 4711`, `worktree /tmp/...` */
  removed: string[];
  /** What could not be taken away, in words. */
  problems: string[];
}

export interface LeftoversOptions {
  /** Of the run that begins now; those of earlier runs lie beside it. */
  stateFile: string;
  /** Where nothing of this run needs an engine, none is asked. */
  asksDocker: boolean;
}

/**
 * Takes away what earlier runs left on this machine that were killed together with everything that would have cleaned up
 * after them. What they recorded on disk is found by the records, and where those are gone, by the marks that processes and
 * containers carry. A run that is still under way keeps what it has. Never throws.
 */
export async function removeLeftovers({ stateFile, asksDocker }: LeftoversOptions): Promise<Leftovers> {
  const left: Leftovers = { removed: [], problems: [] };
  try {
    for (const file of staleRecords(stateFile)) {
      const { containers, processes, worktrees, problems } = await cleanUp(file);
      left.removed.push(
        ...containers.map(describeContainer),
        ...processes.map((pid) => `process ${pid}`),
        ...worktrees.map((path) => `worktree ${path}`),
      );
      left.problems.push(...problems);
    }
    const goneOf = (marks: readonly string[]): string[] =>
      [...new Set(marks)].filter((mark) => isOwnerGone(mark, stateFile));
    await endProcesses(goneOf, left);
    if (asksDocker) await removeOwnedContainers(goneOf, left);
  } catch (thrown) {
    const { fact, remedy } = toSluiceError(thrown);
    left.problems.push(`${fact} ${remedy}`);
  }
  return left;
}

export const describeContainer = (id: string): string => `container ${id.slice(0, 12)}`;

/** Records of runs whose process has ended. One that cannot be read belongs to nobody that is known. */
function staleRecords(stateFile: string): string[] {
  const folder = dirname(stateFile);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^sluice-started-[\w.-]+\.json$/u.test(name))
    .map((name) => join(folder, name))
    .filter((file) => file !== stateFile && isStale(file));
}

function isStale(file: string): boolean {
  try {
    const sessions = readStarted(file)?.sessions ?? [];
    return (
      sessions.length > 0 && sessions.every(({ owner }) => owner !== undefined && isOwnerGone(owner, file))
    );
  } catch {
    return false;
  }
}

/** Of the owners that marks name, those that are gone, each once. */
type GoneOf = (marks: readonly string[]) => string[];

async function endProcesses(goneOf: GoneOf, left: Leftovers): Promise<void> {
  const marks = listProcesses().flatMap(({ pid }) => readEnvironmentVariable(pid, ownerVariable) ?? []);
  for (const value of goneOf(marks)) {
    const mark = { variable: ownerVariable, value };
    const ended = await endFamily({ mark, trustSession: false }, graceMs);
    left.removed.push(
      ...ended.found.filter((pid) => !ended.left.includes(pid)).map((pid) => `process ${pid}`),
    );
    if (ended.left.length > 0)
      left.problems.push(`Processes that could not be ended: ${ended.left.join(', ')}.`);
  }
}

async function removeOwnedContainers(goneOf: GoneOf, left: Leftovers): Promise<void> {
  const format = `{{.Label "${ownerLabel}"}}`;
  const answer = await docker(['ps', '--all', '--filter', `label=${ownerLabel}`, '--format', format], {
    timeoutMs: 30_000,
  });
  // An engine that does not answer is told when something is started.
  const marks = answer.ok ? answer.stdout.split('\n') : [];
  for (const value of goneOf(marks)) {
    const ids = await removeContainers({ label: ownerLabel, value });
    left.removed.push(...ids.map(describeContainer));
  }
}
