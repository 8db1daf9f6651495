import { execa } from 'execa';
import { lastLines } from './log-line.ts';
import { toolEnvironment } from './process-environment.ts';

const outputBytes = 1024 * 1024;

export interface GitOptions {
  /** Absolute; any folder of the clone. */
  directory: string;
  timeoutMs: number;
  /** Marks the command, so that a cleanup finds it when it outlived us. */
  sessionId?: string;
  /** Ends the command. */
  signal?: AbortSignal;
}

export interface GitAnswer {
  ok: boolean;
  /** Standard output without its last line break. */
  text: string;
  /** The last line of what git said, cleaned; where it could not be run, why. */
  message: string;
}

/**
 * Runs `git` with these arguments: no shell, no hook of the clone, no question at a terminal, a time limit. Whatever
 * goes wrong, a missing git included, is in the answer.
 */
export async function git(arguments_: string[], options: GitOptions): Promise<GitAnswer> {
  const result = await execa('git', ['-c', 'core.hooksPath=/dev/null', ...arguments_], {
    cwd: options.directory,
    reject: false,
    stdin: 'ignore',
    timeout: options.timeoutMs,
    maxBuffer: outputBytes,
    env: {
      ...toolEnvironment(process.env, options.sessionId),
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
      // Set where a git hook started us: they would name another clone than the folder does.
      GIT_DIR: undefined,
      GIT_WORK_TREE: undefined,
      GIT_INDEX_FILE: undefined,
    },
    extendEnv: false,
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  return {
    ok: !result.failed,
    text: result.stdout ?? '',
    message: lastLines(result.stderr ?? '').at(-1) ?? lastLines(result.shortMessage ?? '')[0] ?? '',
  };
}
