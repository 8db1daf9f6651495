import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const builtBundles = fileURLToPath(new URL('../../dist', import.meta.url));

/** The tiny model server, for `target.process.command`. */
export const modelServer = fileURLToPath(new URL('model-server.js', import.meta.url));

export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  tookMs: number;
}

/** The built command line as a user has it: `dist/` and nothing else, far from any node_modules. */
export class CommandLine {
  readonly folder: string;

  constructor() {
    if (!existsSync(join(builtBundles, 'cli', 'index.js')))
      throw new Error('There is no dist/. Build it with `npm run build`: these tests run the bundle itself.');
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-cli-')));
    cpSync(builtBundles, join(this.folder, 'dist'), { recursive: true });
    for (let above = this.folder; above !== dirname(above); above = dirname(above)) {
      if (existsSync(join(above, 'node_modules')))
        throw new Error(`${above} holds node_modules, so the bundle would not be alone.`);
    }
  }

  workspace(files: Record<string, string> = {}): Workspace {
    return new Workspace(
      mkdtempSync(join(this.folder, 'workspace-')),
      join(this.folder, 'dist/cli/index.js'),
      files,
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A folder with a user's files, in which the command line is run. */
export class Workspace {
  readonly folder: string;
  private readonly program: string;
  /** Of its own, so that everything that runs with it is known to be ours, and so is everything that is left in it. */
  private readonly temporaryFolder: string;
  private readonly givenFiles: Record<string, string>;

  constructor(folder: string, program: string, files: Record<string, string>) {
    this.folder = join(folder, 'repository');
    this.temporaryFolder = join(folder, 'temporary');
    this.program = program;
    this.givenFiles = files;
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(this.temporaryFolder);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  json<T = Record<string, unknown>>(name: string): T {
    return JSON.parse(this.read(name)) as T;
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** Starts `sluice` with these arguments. `stdout` is a file descriptor that takes its place. */
  start(
    arguments_: readonly string[],
    env: NodeJS.ProcessEnv = {},
    stdoutFile?: number,
  ): { child: ChildProcess; ended: Promise<CommandResult> } {
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, [this.program, ...arguments_], {
      cwd: this.folder,
      env: {
        ...inheritedEnvironment(),
        // The bundle is compiled once and not a hundred times.
        NODE_COMPILE_CACHE: join(dirname(this.program), '../../compiled'),
        TMPDIR: this.temporaryFolder,
        ...env,
      },
      stdio: ['ignore', stdoutFile ?? 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = once(child, 'close').then(([exitCode]) => ({
      exitCode: exitCode as number | null,
      stdout,
      stderr,
      tookMs: performance.now() - startedAtMs,
    }));
    return { child, ended };
  }

  run(arguments_: readonly string[], env?: NodeJS.ProcessEnv): Promise<CommandResult> {
    return this.start(arguments_, env).ended;
  }

  /** No process, no record of one and no half-written file of ours is left, and the user's files are as they were. */
  async expectClean(): Promise<void> {
    // A killed process takes the kernel a moment.
    for (let tries = 0; tries < 20 && this.processes().length > 0; tries += 1) await sleep(50);
    expect(this.processes()).toEqual([]);
    expect(readdirSync(this.temporaryFolder)).toEqual([]);
    const halfWritten = readdirSync(this.folder, { recursive: true }).filter((name) =>
      /\.(part|new)$/.test(String(name)),
    );
    expect(halfWritten).toEqual([]);
    for (const [name, text] of Object.entries(this.givenFiles)) expect(this.read(name)).toBe(text);
  }

  /** Command lines of everything that still runs and was started from here: the temporary folder is handed down. */
  processes(): string[] {
    if (!existsSync('/proc/self/environ')) return [];
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        try {
          const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
          if (!environment.includes(`TMPDIR=${this.temporaryFolder}`)) return [];
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || [];
        } catch {
          return []; // gone, or somebody else's
        }
      });
  }
}

/** Without what would make the command line believe that it runs in a workflow. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(GITHUB_|RUNNER_|INPUT_|VITEST|NODE_|FORCE_COLOR)/.test(name),
    ),
  );
}
