import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface PseudoTerminal {
  child: ChildProcess;
  /** Everything that was written to the terminal so far. */
  output: () => string;
  /** Types it. */
  type: (text: string) => void;
  /** The exit code of the command, when it has ended. */
  ended: Promise<number | null>;
}

interface TerminalOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  columns: number;
  rows: number;
}

/** Runs a command on a pseudo-terminal of its own: `script` is on every Debian and Ubuntu. */
export function startOnTerminal(
  command: readonly string[],
  { cwd, env, columns, rows }: TerminalOptions,
): PseudoTerminal {
  const line = ['exec', ...command].map((word) => (word === 'exec' ? word : `'${word}'`)).join(' ');
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `stty cols ${columns} rows ${rows}; ${line}`, '/dev/null'],
    { cwd, env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return {
    child,
    output: () => output,
    type: (text) => void child.stdin.write(text),
    ended: once(child, 'close').then(([exitCode]) => exitCode as number | null),
  };
}
