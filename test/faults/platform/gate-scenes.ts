import assert from 'node:assert/strict';
import { processSettings, token, type GateScene } from '../../action/gate-scene.ts';
import type { ActionRun } from '../../support/runner.ts';
import type { ObservedStep } from '../bench.ts';
import { assertVerdict, lastLines } from '../observed.ts';
import { assertPlainLog } from './outcome.ts';

/** Too slow for its limit, which needs no base: the shortest way to a certain verdict that is not green. */
export function failingSettings(change: object = {}): object {
  const settings = processSettings(20) as { gate: object };
  return {
    ...settings,
    gate: { ...settings.gate, mode: 'slo' },
    slo: { latency: { p50: '1ms' } },
    ...change,
  };
}

/** The verdict of `failingSettings`, whatever GitHub does: its sentence, exit code, files and summary. */
export function assertStands(observed: ObservedStep, what: string): void {
  assertPlainLog(observed.log, token);
  assertVerdict(observed, 'fail');
  assert.equal(observed.exitCode, 1, `${what}\n${lastLines(observed)}`);
  assert.match(observed.log, /over the limit of 1 ms/, what);
}

export const mergeSha = 'e'.repeat(40);

/** A push to the default branch, which records its run. */
export const push = (scene: GateScene, before?: string): Partial<ActionRun> => ({
  event: 'push',
  payload: { repository: { default_branch: 'main' }, ...(before && { before }) },
  env: { GITHUB_API_URL: scene.api.url, GITHUB_SHA: mergeSha },
});

/** A release, whose notes get the verdict. */
export const release = (scene: GateScene): Partial<ActionRun> => ({
  event: 'release',
  payload: { repository: { default_branch: 'main' } },
  inputs: { profile: 'pr' },
  env: { GITHUB_API_URL: scene.api.url, GITHUB_SHA: mergeSha, GITHUB_REF: 'refs/tags/v1.2' },
});

/** The default branch with one commit. */
export function addMain({ api: { repository } }: GateScene): string {
  const sha = repository.addCommit(new Map([['README.md', 'hello']]), 'first');
  repository.branches.set('main', sha);
  return sha;
}

/** The pull request as GitHub knows it. */
export function addPull({ api: { repository }, baseSha }: GateScene): void {
  repository.pulls.set(7, {
    number: 7,
    state: 'open',
    draft: false,
    head: { ref: 'faster', sha: 'a'.repeat(40), repository: 'octo-org/model' },
    base: { ref: 'main', sha: baseSha },
  });
}

/** What the branch holds below `baselines/`. */
export function recordedOn({ api: { repository } }: GateScene, branch = 'main'): string[] {
  const tree =
    repository.commits.get(repository.branches.get(branch) ?? '')?.tree ?? new Map<string, string>();
  return [...tree].filter(([path]) => path.startsWith('baselines/')).map(([, text]) => text);
}

/** How many runs these files hold. */
export const runsIn = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + (JSON.parse(text) as { runs: unknown[] }).runs.length, 0);
