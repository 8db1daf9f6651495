import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { isWorkflowVariable } from '../../model/workflow-variable.ts';

/** A program of others that sends load for us, in a process group of its own. */
export interface ToolProcess {
  /** Resolves when it has ended and its output is read. Never rejects. */
  ended: Promise<ToolEnd>;
  /** CPU seconds that the process has used, as far as the system tells; of the past once it has ended. */
  readCpuSeconds(): number;
  /** The other end of its file descriptor 3, where it was asked for: it closes when either side has ended. */
  channel?: Duplex;
  /** Ends it and all that it started, at once. */
  kill(): void;
}

export interface ToolEnd {
  /** Null where a signal ended it. */
  exitCode: number | null;
  /** The last lines of what it said, errors after output; bounded. */
  lines: string[];
}

export interface ToolOptions {
  directory: string;
  environment: NodeJS.ProcessEnv;
  withChannel?: true;
}

const keptBytes = 64 * 1024;
const shownLines = 20;
const longestLine = 500;

/** Never given to a shell. Throws what the system says where the program cannot be started (`ENOENT`). */
export async function startTool(
  program: string,
  arguments_: readonly string[],
  { directory, environment, withChannel }: ToolOptions,
): Promise<ToolProcess> {
  const child = spawn(program, arguments_, {
    cwd: directory,
    env: environment,
    // A group of its own, so that its children end with it.
    detached: true,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe', ...(withChannel ? (['pipe'] as const) : [])],
  });
  // Without a pid it was not started, and the reason comes as an event.
  if (child.pid === undefined) throw (await once(child, 'error'))[0];
  const { pid } = child;
  const output = new LastBytes();
  const errors = new LastBytes();
  child.stdout?.on('data', (bytes: Buffer) => output.add(bytes));
  child.stderr?.on('data', (bytes: Buffer) => errors.add(bytes));
  let isOver = false;
  let cpuSeconds = 0;
  const kill = () => {
    if (!isOver) sendKill(pid);
  };
  // When this process ends by an error, the load must not go on.
  process.once('exit', kill);
  const ended = new Promise<ToolEnd>((resolve) => {
    child.once('exit', () => {
      isOver = true;
      process.removeListener('exit', kill);
      // What it started and left behind.
      sendKill(pid);
    });
    child.once('close', (exitCode) =>
      resolve({ exitCode, lines: [...output.lines(), ...errors.lines()].slice(-shownLines) }),
    );
  });
  const channel = withChannel && (child.stdio[3] as Duplex);
  // That the other end is gone is told by `ended`.
  channel?.on('error', () => undefined);
  return {
    ended,
    kill,
    ...(channel ? { channel } : {}),
    readCpuSeconds: () => (cpuSeconds = Math.max(cpuSeconds, isOver ? 0 : cpuSecondsOf(pid))),
  };
}

/** What such a program gets of our environment: everything but the workflow's tokens and inputs, and what steers its own settings. */
export function toolEnvironment(
  inherited: NodeJS.ProcessEnv,
  isLeftOut: (name: string) => boolean,
): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !isWorkflowVariable(name) && !isLeftOut(name));
  return Object.fromEntries(kept);
}

/** The last of what was said. */
class LastBytes {
  #text = '';

  add(bytes: Buffer): void {
    this.#text = (this.#text + bytes.toString('utf8')).slice(-keptBytes);
  }

  lines(): string[] {
    return this.#text
      .split(/[\r\n]+/)
      .map((line) => line.replace(/\p{Cc}+/gu, ' ').trim())
      .filter(Boolean)
      .map((line) => line.slice(0, longestLine));
  }
}

function sendKill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** User and system time from Linux's /proc (proc(5), `stat`: the 14th and 15th field, in ticks of 10 ms); 0 where it is not told. */
function cpuSecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
