import { execa } from 'execa';
import { SluiceError } from '../model/error.ts';

export type Git = (args: string[]) => Promise<{ failed: boolean; text: string; message: string }>;

/** Runs git in a folder, argument by argument. Never rejects, never asks for a password. */
export function gitIn(workspace: string): Git {
  return async (args) => {
    const result = await execa('git', args, {
      cwd: workspace,
      reject: false,
      stripFinalNewline: false,
      timeout: 30_000,
      env: { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    });
    const message =
      result.stderr.trim().slice(0, 300) || (result.failed ? String(result.message).slice(0, 300) : '');
    return { failed: result.failed, text: result.stdout ?? '', message };
  };
}

/** It comes from an event file: what begins with a dash would be an option. */
export function checkCommit(commit: string): string {
  if (/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit)) return commit;
  throw new SluiceError('input-invalid', {
    fact: `${JSON.stringify(commit.slice(0, 100))} is no commit hash.`,
    remedy: 'Name the commit by its 40 hexadecimal digits.',
  });
}
