import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface OurProcess {
  pid: number;
  command: string;
}

/** What still runs and was started with this folder for temporary files, which is handed down to every child. */
export function processesOf(temporary: string): OurProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // A process that has ended and waits for its parent has no command.
        return environment.includes(`TMPDIR=${temporary}`) && command ? [{ pid: Number(name), command }] : [];
      } catch {
        return []; // gone, or somebody else's
      }
    });
}

/** The most memory that a process has had resident, in MB; 0 where it is gone. */
export function peakMemoryMb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

/** Ids of containers of these sessions of the gate, running or not. */
export async function containersOf(sessions: Iterable<string>, env = process.env): Promise<string[]> {
  const found: string[] = [];
  for (const session of sessions) {
    const filter = `label=dev.sluice.session=${session}`;
    const { stdout } = await run('docker', ['ps', '--all', '--quiet', '--filter', filter], { env });
    found.push(...stdout.split('\n').filter(Boolean));
  }
  return found;
}

/** Folders of a clone's worktrees but its own; none where it is no clone. */
export async function worktreesOf(workspace: string): Promise<string[]> {
  if (!existsSync(join(workspace, '.git'))) return [];
  const { stdout } = await run('git', ['worktree', 'list', '--porcelain'], { cwd: workspace });
  const folders = stdout.split('\n').filter((line) => line.startsWith('worktree '));
  return folders.slice(1).map((line) => line.slice('worktree '.length));
}

/** Names of files that were not written to their end. */
export function halfWritten(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /\.(part|new)$/.test(name) && !name.includes('node_modules'));
}
