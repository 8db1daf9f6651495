import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setScene, type CopiedAction, type GateScene } from '../action/gate-scene.ts';
import type { ActionOutcome, ActionRun } from '../support/runner.ts';
import {
  containersOf,
  halfWritten,
  peakMemoryMb,
  processesOf,
  worktreesOf,
  type OurProcess,
} from './leftovers.ts';
import { observe, type Observed } from './observed.ts';

export type ObservedStep = ActionOutcome & Observed;

export interface CommandOptions {
  env?: Record<string, string | undefined>;
  /** Program and arguments that the command line is run through: `['taskset', '--cpu-list', '0']`. */
  through?: string[];
  /** Called with each piece of the log, and with what ends the command. */
  onLog?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Closes our end of its standard output and error when the log holds this. */
  closeLogAt?: RegExp;
  /** The workspace where none is named. */
  folder?: string;
}

/**
 * One fault's place: a workspace with its GitHub, folders of its own for everything temporary, and the bundles, run as a
 * runner or a person runs them. `close` tells what was left behind, and takes it away.
 */
export class FaultBench {
  /** TMPDIR of everything that is started: what carries it is ours. */
  readonly temporary: string;
  readonly runnerTemp: string;
  readonly action: string;
  private readonly folder: string;
  private readonly copied: CopiedAction;
  private readonly usesContainers: boolean;
  private readonly sessions = new Set<string>();
  private readonly endings: (() => unknown)[] = [];
  private set: GateScene | undefined;

  constructor(copied: CopiedAction, { usesContainers }: { usesContainers: boolean }) {
    this.copied = copied;
    this.usesContainers = usesContainers;
    this.action = copied.action;
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'fault-')));
    this.temporary = this.makeFolder('temporary');
    this.runnerTemp = this.makeFolder('runner-temp');
  }

  /** A folder of the fault's own, beside the workspace. */
  makeFolder(name: string): string {
    mkdirSync(join(this.folder, name));
    return join(this.folder, name);
  }

  /** Called at the end, the last one first, whatever happened. */
  atEnd(ending: () => unknown): void {
    this.endings.push(ending);
  }

  /** Makes the workspace, with `faulty.js` and these settings in it, and the stand-in for GitHub. Once a fault. */
  async setScene(settings: object): Promise<GateScene> {
    this.set = await setScene(this.copied, settings);
    await cp(join(import.meta.dirname, 'faulty-server.js'), join(this.workspace, 'faulty.js'));
    return this.set;
  }

  get scene(): GateScene {
    if (!this.set) throw new Error('`setScene` comes first.');
    return this.set;
  }

  get workspace(): string {
    return this.scene.workspace;
  }

  /** The output folder where the settings name no other. */
  get output(): string {
    return join(this.workspace, 'out/sluice');
  }

  /** Runs `dist/main` on the pull request, or what `change` says. */
  async main(change: Partial<ActionRun> = {}): Promise<ObservedStep> {
    const startedAtMs = performance.now();
    const env = { TMPDIR: this.temporary, RUNNER_TEMP: this.runnerTemp, ...change.env };
    const outcome = await this.scene.run({ ...change, env });
    const session = outcome.state['session-id'];
    if (session) this.sessions.add(session);
    const ended = { ...outcome, tookMs: performance.now() - startedAtMs };
    return observe(ended, this.output, outcome.outputs);
  }

  /** Runs `dist/main` and sends the signal when its log holds the text, and so much later. */
  async mainEndedAt(text: string | RegExp, signal: NodeJS.Signals, afterMs = 0): Promise<ObservedStep> {
    const cancel = new AbortController();
    const ending = this.whenLogged(text, async () => {
      await sleep(afterMs);
      cancel.abort(signal);
    });
    const observed = await this.main({ signal: cancel.signal, onLog: ending.onLog });
    await ending.done();
    return observed;
  }

  /**
   * For `onLog`: does the work when the log holds the text, once.
   * @returns the work's own promise besides, to be awaited after the step, which throws where the text never came
   */
  whenLogged(
    text: string | RegExp,
    work: () => unknown,
  ): { onLog: (piece: string) => void; done: () => Promise<void> } {
    let log = '';
    let working: Promise<void> | undefined;
    return {
      onLog: (piece) => {
        log += piece;
        const found = typeof text === 'string' ? log.includes(text) : text.test(log);
        if (found)
          working ??= Promise.resolve()
            .then(work)
            .then(() => undefined);
      },
      done: async () => {
        if (!working) throw new Error(`The log never held ${String(text)}:\n${log}`);
        await working;
      },
    };
  }

  /** Runs `dist/post` after a main step. */
  post(main: Pick<ActionOutcome, 'state'>, change: Partial<ActionRun> = {}): Promise<ObservedStep> {
    return this.main({ bundle: 'post', state: main.state, ...change });
  }

  /** Runs `dist/cli` in the workspace. */
  async cli(arguments_: string[], options: CommandOptions = {}): Promise<Observed> {
    const { through = [], env, onLog, closeLogAt, folder = this.workspace } = options;
    const command = [...through, process.execPath, join(this.action, 'dist/cli/index.js'), ...arguments_];
    const startedAtMs = performance.now();
    const child = spawn(command[0]!, command.slice(1), {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: this.temporary, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        onLog?.(text, (signal) => child.kill(signal));
        if (closeLogAt?.test(log)) for (const each of [child.stdout, child.stderr]) each.destroy();
      });
    }
    const [exitCode, endedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return observe({ exitCode, endedBy, log, tookMs: performance.now() - startedAtMs }, this.output);
  }

  /** Reads now and then how much memory the gate has taken at most, in MB, until the returned function is called. */
  watchMemory(): () => number {
    let [gate, peakMb]: [number | undefined, number] = [undefined, 0];
    const timer = setInterval(() => {
      gate ??= this.processes().find(({ command }) => command.includes(this.action))?.pid;
      if (gate !== undefined) peakMb = Math.max(peakMb, peakMemoryMb(gate));
    }, 200);
    this.atEnd(() => clearInterval(timer));
    return () => {
      clearInterval(timer);
      return peakMb;
    };
  }

  /** What runs now of all that this bench has started. */
  processes(): OurProcess[] {
    return processesOf(this.temporary);
  }

  /** Ids of the containers of this bench's gates. `env` for another engine than the usual one. */
  containers(env = process.env): Promise<string[]> {
    return containersOf(this.knownSessions(), env);
  }

  /**
   * Ends the fault.
   * @returns what was left behind, in words; it is taken away
   */
  async close(): Promise<string[]> {
    for (const ending of this.endings.reverse()) await ending();
    // A killed process takes the kernel a moment.
    for (let tries = 0; tries < 20 && this.processes().length > 0; tries += 1) await sleep(50);
    const left: string[] = [];
    for (const { pid, command } of this.processes()) {
      left.push(`process ${command.slice(0, 100)}`);
      process.kill(pid, 'SIGKILL');
    }
    left.push(...(await this.takeContainers()));
    for (const folder of [this.temporary, this.runnerTemp])
      left.push(...readdirSync(folder).map((name) => `temporary ${name}`));
    if (this.set && existsSync(this.workspace)) {
      left.push(...(await worktreesOf(this.workspace)).map((path) => `worktree ${path}`));
      left.push(...halfWritten(this.workspace).map((name) => `half-written ${name}`));
    }
    await this.set?.close();
    rmSync(this.folder, { recursive: true, force: true });
    return left;
  }

  private async takeContainers(): Promise<string[]> {
    const ids = this.usesContainers ? await this.containers() : [];
    for (const id of ids) await once(spawn('docker', ['rm', '--force', '--volumes', id]), 'close');
    return ids.map((id) => `container ${id}`);
  }

  /** Of the steps' states, and of the names of the targets' logs. */
  private knownSessions(): Set<string> {
    const logs = join(this.output, 'logs');
    const names = existsSync(logs) ? readdirSync(logs) : [];
    const ofLogs = names.flatMap((name) => /^sluice-(.+)-(?:base|candidate)-\d+\.log$/.exec(name)?.[1] ?? []);
    return new Set([...this.sessions, ...ofLogs]);
  }
}
