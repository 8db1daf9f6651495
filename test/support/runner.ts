/**
 * Starts a step of an action as GitHub's runner does: a process with `INPUT_*` and `GITHUB_*` variables, an event file, and
 * files for outputs, state, environment, paths and summary, which are read when it has ended.
 */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRunnerFile } from './runner-file.ts';

export interface ActionRun {
  /** `pull_request`, `push`, `workflow_dispatch`, ... */
  event: string;
  /** The event file: an object, or text to write as it is. */
  payload: object | string;
  /** As in the workflow's `with:`. */
  inputs?: Record<string, string>;
  /** Goes before the variables that the runner sets. `undefined` takes one away. */
  env?: Record<string, string | undefined>;
  workspace: string;
  bundle?: 'main' | 'post' | 'publish';
  /** The folder that holds `action.yml` and `dist/`. */
  action?: string;
  /** Runs this file instead of the bundle, for example `src/main.ts`. */
  script?: string;
  /** For post: what main saved. */
  state?: Record<string, string>;
  /** Sent when `signal` is aborted; its `reason` may name another one. */
  signal?: AbortSignal;
  /** Told each piece of the log as it comes. */
  onLog?: (text: string) => void;
}

export interface ActionOutcome {
  /** null when a signal ended it. */
  exitCode: number | null;
  /** The signal that ended it. */
  endedBy: NodeJS.Signals | null;
  /** Standard output and standard error in the order in which they came. */
  log: string;
  outputs: Record<string, string>;
  state: Record<string, string>;
  environment: Record<string, string>;
  summary: string;
  pid: number;
}

const files = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'] as const;

/** Runs a step to its end. `signal` cancels it: with SIGINT as the runner does, or with the signal that is the abort's reason. */
export async function runAction(run: ActionRun): Promise<ActionOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'runner-'));
  try {
    const at = (name: string) => join(folder, name);
    for (const name of files) await writeFile(at(name), '');
    await mkdir(at('temp'));
    const payload = typeof run.payload === 'string' ? run.payload : JSON.stringify(run.payload);
    await writeFile(at('event.json'), payload);
    const ended = await execute(run, variablesOf(run, folder));
    const textOf = (name: string) => readFile(at(name), 'utf8').catch(() => '');
    return {
      ...ended,
      outputs: parseRunnerFile(await textOf('OUTPUT')),
      state: parseRunnerFile(await textOf('STATE')),
      environment: parseRunnerFile(await textOf('ENV')),
      summary: await textOf('STEP_SUMMARY'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies the bundle away from the repository, so that nothing of its node_modules can be found. */
export async function copyAction(
  repository: string,
): Promise<{ action: string; remove: () => Promise<void> }> {
  const action = await mkdtemp(join(tmpdir(), 'action-'));
  await cp(join(repository, 'dist'), join(action, 'dist'), { recursive: true });
  await cp(join(repository, 'action.yml'), join(action, 'action.yml'));
  await cp(join(repository, 'publish'), join(action, 'publish'), { recursive: true });
  return { action, remove: () => rm(action, { recursive: true, force: true }) };
}

function execute(
  run: ActionRun,
  env: Record<string, string>,
): Promise<Pick<ActionOutcome, 'exitCode' | 'endedBy' | 'log' | 'pid'>> {
  const script = run.script ?? join(run.action ?? '.', 'dist', run.bundle ?? 'main', 'index.js');
  const child = spawn(process.execPath, [script], {
    cwd: run.workspace,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const collect = (chunk: Buffer) => {
    log += chunk.toString('utf8');
    run.onLog?.(chunk.toString('utf8'));
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const cancel = () => {
    const reason: unknown = run.signal?.reason;
    child.kill(reason === 'SIGKILL' || reason === 'SIGTERM' ? reason : 'SIGINT');
  };
  if (run.signal?.aborted) cancel();
  run.signal?.addEventListener('abort', cancel);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, endedBy) => {
      run.signal?.removeEventListener('abort', cancel);
      resolve({ exitCode, endedBy, log, pid: child.pid ?? 0 });
    });
  });
}

/** Only what a runner passes on: nothing of this process's own variables but what finds and runs programs. */
function variablesOf(run: ActionRun, folder: string): Record<string, string> {
  const passedOn = ['PATH', 'HOME', 'TMPDIR', 'DOCKER_HOST', 'LANG'].map((name) => [name, process.env[name]]);
  const files = Object.fromEntries(
    (['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'] as const).map((name) => [
      `GITHUB_${name}`,
      join(folder, name),
    ]),
  );
  const all: Record<string, string | undefined> = {
    ...Object.fromEntries(passedOn),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__octo-org_sluice',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_JOB: 'gate',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'octo-org/model',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_WORKFLOW: 'model performance',
    GITHUB_WORKSPACE: run.workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: join(folder, 'temp'),
    ...files,
    ...prefixed('INPUT_', run.inputs, (name) => name.replace(/ /g, '_').toUpperCase()),
    ...prefixed('STATE_', run.state, (name) => name),
    ...run.env,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function prefixed(
  prefix: string,
  values: Record<string, string> = {},
  toName: (name: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + toName(name), value]));
}
