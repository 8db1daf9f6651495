import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SluiceError } from '../model/error.ts';
import { throwIfCancelled } from './cancelled.ts';
import { git, type GitAnswer } from './git.ts';
import type { TargetContext } from './running-target.ts';
import { recordWorktree, type StartedWorktree } from './started.ts';

const commitHash = /^[0-9a-f]{40}([0-9a-f]{24})?$/u;
const quickMs = 30_000;
const fetchTimeoutMs = 120_000;
/** Writing the files of a large repository. */
const addTimeoutMs = 300_000;

/**
 * Checks a commit out into a folder of its own, outside of the workspace, whose own files stay as they are; `cleanUp`
 * removes it with everything else that was started. A commit that the clone does not hold is fetched from `origin`.
 * @param commit as 40 or 64 hexadecimal digits
 * @returns the folder that stands for the workspace, absolute: where this is a part of the repository, the same part
 * @throws SluiceError `base-unavailable`, `output-unwritable`, `cancelled`
 */
export async function checkOut(
  commit: string,
  { workspace, sessionId, arm, stateFile, signal }: TargetContext,
): Promise<string> {
  const shown = JSON.stringify(commit.slice(0, 80));
  // It comes from a file: what begins with a dash would be an option.
  if (!commitHash.test(commit)) throw unavailable(`${shown} is no commit`, 'Record a new baseline.');
  const run = async (arguments_: string[], timeoutMs: number): Promise<GitAnswer> => {
    const answer = await git(arguments_, { directory: workspace, timeoutMs, sessionId, signal });
    throwIfCancelled(signal, commit);
    return answer;
  };
  const prefix = await run(['rev-parse', '--show-prefix'], quickMs);
  if (!prefix.ok) {
    const fact = `the workspace is no clone of a git repository (${prefix.message})`;
    throw unavailable(fact, 'Check the repository out with git (`actions/checkout`).');
  }
  await fetchIfMissing(commit, run);
  const entry = { name: `sluice-${sessionId}-${arm}-worktree`, repository: workspace };
  recordWorktree(stateFile, sessionId, entry);
  const directory = pathOf(entry, stateFile);
  const added = await run(['worktree', 'add', '--detach', directory, commit], addTimeoutMs);
  if (!added.ok) {
    const fact = `its commit ${commit} could not be checked out (${added.message})`;
    throw unavailable(fact, 'Make room on the disk of the runner, and look at what git says.');
  }
  const there = resolve(directory, prefix.text);
  if (existsSync(there)) return there;
  throw unavailable(`its commit ${commit} has no folder ${prefix.text}`, 'Record a new baseline.');
}

/** A clone that is shallow stays so; one that is whole is not made shallow. */
async function fetchIfMissing(
  commit: string,
  run: (arguments_: string[], timeoutMs: number) => Promise<GitAnswer>,
): Promise<void> {
  if ((await run(['cat-file', '-e', `${commit}^{commit}`], quickMs)).ok) return;
  const shallow = (await run(['rev-parse', '--is-shallow-repository'], quickMs)).text === 'true';
  const fetched = await run(
    [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      ...(shallow ? ['--depth=1'] : []),
      'origin',
      commit,
    ],
    fetchTimeoutMs,
  );
  if (fetched.ok) return;
  throw unavailable(
    `its commit ${commit} is not in this clone and could not be fetched from origin (${fetched.message})`,
    'Check out with `fetch-depth: 0`, or keep the credentials of `actions/checkout`, so that git may fetch it.',
  );
}

const unavailable = (fact: string, remedy: string): SluiceError =>
  new SluiceError('base-unavailable', { fact: `The baseline cannot be had: ${fact}.`, remedy });

/** Beside the record of it, so that a record can name no other place. */
const pathOf = ({ name }: StartedWorktree, stateFile: string): string => join(dirname(stateFile), name);

/**
 * Removes a worktree with everything in it, and what git knows of it.
 * @returns its path
 */
export async function removeWorktree(worktree: StartedWorktree, stateFile: string): Promise<string> {
  const path = pathOf(worktree, stateFile);
  // Twice: neither changed files nor a lock matter any more. A clone that is gone knows nothing that could be removed.
  const forced = ['worktree', 'remove', '--force', '--force', path];
  await git(forced, { directory: worktree.repository, timeoutMs: addTimeoutMs });
  try {
    await rm(path, { recursive: true, force: true });
    return path;
  } catch (cause) {
    throw new SluiceError('target-stop-failed', {
      fact: `The worktree ${path} could not be removed: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: `Remove it by hand: \`git worktree remove --force ${path}\`.`,
      cause,
    });
  }
}
