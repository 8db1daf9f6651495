import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startGitHubApi, workflowToken, type GitHubApi } from '../support/github-api/server.ts';
import { runAction, type ActionOutcome, type ActionRun } from '../support/runner.ts';

export const headSha = 'a'.repeat(40);
export const token = 'ghs_test';

/** The folder that the action was copied to, with no node_modules in sight. */
export interface CopiedAction {
  action: string;
}

/** One repository with its checkout: GitHub's side in the stand-in, the runner's side in a folder. */
export class GateScene {
  readonly api: GitHubApi;
  readonly workspace: string;
  /** The pull request's base. */
  baseSha: string;
  private readonly copied: CopiedAction;

  constructor(api: GitHubApi, workspace: string, copied: CopiedAction) {
    this.api = api;
    this.workspace = workspace;
    this.copied = copied;
    this.baseSha = api.repository.addCommit(new Map(), 'a base without baselines');
    api.repository.tokens.set(token, workflowToken);
  }

  /** Runs the main step (or what `change` says) on the pull request. */
  run(change: Partial<ActionRun> = {}): Promise<ActionOutcome> {
    const { inputs, env, ...others } = change;
    return runAction({
      event: 'pull_request',
      payload: this.pullRequest(),
      workspace: this.workspace,
      action: this.copied.action,
      ...others,
      inputs: { 'github-token': token, ...inputs },
      env: { GITHUB_API_URL: this.api.url, ...env },
    });
  }

  pullRequest(headRepository = 'octo-org/model'): object {
    return {
      repository: { default_branch: 'main' },
      pull_request: {
        number: 7,
        draft: false,
        base: { ref: 'main', sha: this.baseSha, repo: { full_name: 'octo-org/model' } },
        head: { ref: 'faster', sha: headSha, repo: { full_name: headRepository } },
      },
    };
  }

  writeSettings(settings: object): Promise<void> {
    return writeFile(join(this.workspace, 'sluice.yml'), stringify(settings));
  }

  get comments(): string[] {
    return this.api.repository.comments.map(({ body }) => body);
  }

  async close(): Promise<void> {
    await this.api.close();
    await rm(this.workspace, { recursive: true, force: true });
  }
}

export async function setScene(copied: CopiedAction, settings: object): Promise<GateScene> {
  const workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
  const scene = new GateScene(await startGitHubApi(), workspace, copied);
  await cp(new URL('../support/tiny-model.js', import.meta.url), join(workspace, 'model.js'));
  await writeFile(join(workspace, 'package.json'), '{ "type": "module" }\n');
  await scene.writeSettings(settings);
  return scene;
}

/** What the run's `result.json` says. */
export const resultOf = async ({ outputs }: ActionOutcome) =>
  JSON.parse(await readFile(outputs['result-path']!, 'utf8')) as {
    verdict: string;
    mode: string;
    sentence: string;
    reasons: { code: string }[];
  };

export const reasonsOf = async (outcome: ActionOutcome) =>
  (await resultOf(outcome)).reasons.map(({ code }) => code);

/** Name, commit and conclusion of every check run on GitHub's side. */
export const checksOf = (scene: GateScene) =>
  scene.api.repository.checks.map(({ name, headSha, conclusion }) => [name, headSha, conclusion]);

/** What every gate of these tests has in common: short blocks, and bounds that a busy machine does not break. */
const common = {
  version: 1,
  suite: 'tiny',
  load: {
    'expected-rate': 30,
    'mixed-rate': 30,
    arrivals: 'constant',
    generator: {
      'send-lag-p99': '10s',
      'event-loop-delay-p99': '10s',
      // In blocks of a third of a second, one stall of a shared machine makes every request of a block late.
      'minimum-achieved-rate': '0.1%',
      'cpu-stolen': '100%',
    },
  },
  gate: { tolerance: { p50: '75%' }, detect: { p50: '400%' }, metrics: ['p50'] },
};

/** The tiny model server as a process, with a delay that is `delayMs` in the candidate; a base where one is given its own. */
export function processSettings(
  delayMs: number,
  options: { baseDelayMs?: number; budget?: string } = {},
): object {
  const { baseDelayMs, budget = '30s' } = options;
  return {
    ...common,
    target: {
      process: {
        command: ['node', 'model.js'],
        env: { DELAY_MS: delayMs },
        ready: { path: '/health', timeout: '20s', interval: '50ms' },
      },
    },
    ...(baseDelayMs === undefined ? {} : { base: { process: { env: { DELAY_MS: baseDelayMs } } } }),
    protocol: { 'http-json': { method: 'POST', path: '/answer', body: { n: '{{n}}' } } },
    workload: { seed: 1, classes: { only: { weight: 1, rows: [{ n: 1 }, { n: 2 }] } } },
    // The number of pairs is what ends the run: a budget that a slow start could use up would fail on a busy machine.
    profiles: { pr: { budget, scenarios: ['mixed'] } },
    pairing: { block: '300ms', 'lead-in': '50ms', 'restart-every': 0, 'maximum-pairs': 8 },
  };
}

/** The example's container as candidate: short inputs, at a sixth of what one of its workers can do. */
export function containerSettings(image: string, budget: string): object {
  return {
    ...common,
    suite: 'boxed',
    target: {
      container: {
        image,
        port: 8080,
        memory: '768m',
        ready: { path: '/health', timeout: '60s', interval: '100ms' },
      },
    },
    protocol: {
      'http-json': {
        method: 'POST',
        path: '/route',
        body: { text: '{{text}}' },
        check: { 'json-path': 'queue' },
      },
    },
    workload: {
      seed: 1,
      classes: { short: { weight: 1, rows: tickets.map((text) => ({ text })) } },
    },
    load: { ...common.load, 'expected-rate': 12, 'mixed-rate': 12 },
    profiles: { pr: { budget, scenarios: ['mixed'] } },
    pairing: { block: '600ms', 'lead-in': '200ms', 'restart-every': 0, 'maximum-pairs': 8 },
  };
}

const tickets = [
  'My invoice shows the same item twice.',
  'I cannot log in since the last update.',
  'Where is my parcel?',
];
