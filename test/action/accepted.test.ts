import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Verdict } from '../../src/model/verdict.ts';
import { copyAction } from '../support/runner.ts';
import { headSha, processSettings, setScene, type GateScene } from './gate-scene.ts';

const delayMs = 30;
const mergeSha = 'e'.repeat(40);
let copied: Awaited<ReturnType<typeof copyAction>>;
let scene: GateScene;

beforeAll(async () => {
  copied = await copyAction(join(import.meta.dirname, '../..'));
});
afterAll(() => copied.remove());

beforeEach(async () => {
  scene = await setScene(copied, processSettings(delayMs));
  const { repository } = scene.api;
  repository.roles.set('grace', 'write');
  repository.checkSuites.set(headSha, ['2026-03-01T10:00:00Z']);
  repository.branches.set('main', repository.addCommit(new Map([['README.md', 'hello']]), 'first'));
  repository.pulls.set(7, {
    number: 7,
    state: 'open',
    draft: false,
    head: { ref: 'faster', sha: headSha, repository: 'octo-org/model' },
    base: { ref: 'main', sha: scene.baseSha },
    body: 'Sluice: twice the accuracy <b>@everyone</b>',
  });
});
afterEach(async () => {
  expect(scene.api.violations).toEqual([]);
  await scene.close();
});

const setLabel = (createdAt: string) =>
  scene.api.repository.setLabel(7, 'sluice: accept', { login: 'grace', type: 'User' }, createdAt);
const push = (payload: object = {}, env: Record<string, string> = {}) =>
  scene.run({
    event: 'push',
    payload: { repository: { default_branch: 'main' }, ...payload },
    env: { GITHUB_SHA: mergeSha, ...env },
  });
const recorded = (branch = 'main') => {
  const { repository } = scene.api;
  const tree = repository.commits.get(repository.branches.get(branch) ?? '')?.tree ?? new Map();
  return [...tree].filter(([path]) => path.startsWith('baselines/')).map(([, text]) => text as string);
};

test('a regression is taken by the label, and void again with the next push', async () => {
  await scene.writeSettings(processSettings(3 * delayMs, { baseDelayMs: delayMs }));
  setLabel('2026-03-01T10:05:00Z');
  const outcome = await scene.run();
  expect(outcome).toMatchObject({ exitCode: 0, outputs: { verdict: 'fail', 'accepted-by': 'grace' } });
  expect(scene.api.repository.checks).toMatchObject([{ conclusion: 'neutral' }]);
  const comment = scene.comments[0]?.replaceAll('\u2060', '') ?? '';
  expect(comment).toContain('Fail, accepted');
  expect(comment).toContain('**Accepted by @grace**: twice the accuracy &lt;b&gt;@everyone&lt;/b&gt;');
  expect(outcome.summary).toContain('Accepted by');

  scene.api.repository.checkSuites.set(headSha, ['2026-03-01T10:06:00Z']);
  const again = await scene.run();
  expect(again).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
  expect(scene.comments).toHaveLength(1);
  expect(scene.comments[0]).toContain('before the judged commit was pushed');
  expect(scene.api.repository.checks.at(-1)?.conclusion).toBe('failure');
});

test('a missed limit is not lifted by the label', async () => {
  await scene.writeSettings({ ...processSettings(delayMs), slo: { latency: { p50: '1ms' } } });
  setLabel('2026-03-01T10:05:00Z');
  const outcome = await scene.run();
  expect(outcome).toMatchObject({ exitCode: 1, outputs: { verdict: 'fail' } });
  expect(scene.comments[0]).toContain('accepts slower metrics alone');
});

test('the merge of an accepted pull request is recorded with who and why', async () => {
  setLabel('2026-03-01T10:05:00Z');
  Object.assign(scene.api.repository.pulls.get(7)!, {
    state: 'closed',
    mergedAt: '2026-03-01T11:00:00Z',
    mergeCommit: mergeSha,
  });
  const outcome = await push();
  expect(outcome.log).toMatch(/The run was recorded in baselines\/tiny\/\w+\.json on main/);
  expect(recorded()).toEqual([expect.stringContaining('"by":"grace"')]);
  expect(recorded()[0]).toContain('twice the accuracy');
});

test('a protected branch gets its run by pull request, whose merge is not recorded again', async () => {
  const { repository } = scene.api;
  repository.protectedBranches.set('main', 'Changes must be made through a pull request.');
  const before = repository.branches.get('main') ?? '';
  const outcome = await push();
  expect(outcome.log).toContain('since main is protected: https://github.com/octo-org/model/pull/');
  expect(recorded()).toEqual([]);
  expect(recorded('sluice/baselines')).toHaveLength(1);

  const sha = repository.branches.get('sluice/baselines') ?? '';
  repository.branches.set('main', sha);
  const again = await push({ before }, { GITHUB_SHA: sha });
  expect(again.log).toContain('nothing was measured, because this push changed nothing but baselines');
  expect(again.log).not.toContain('ready');
  expect(again.exitCode).toBe(0);
  expect(again.outputs).not.toHaveProperty('verdict');
  expect(recorded('sluice/baselines')).toEqual(recorded());
});

test('a release is recorded as the anchor, and its notes get the verdict', async () => {
  const release = { id: 5, tag: 'v1.2', body: 'News.' };
  scene.api.repository.releases.push(release);
  await scene.writeSettings({
    ...processSettings(delayMs),
    profiles: { release: { budget: '30s', scenarios: ['mixed'] } },
  });
  const outcome = await scene.run({
    event: 'release',
    payload: { repository: { default_branch: 'main' } },
    env: { GITHUB_REF: 'refs/tags/v1.2', GITHUB_SHA: mergeSha },
  });
  expect(outcome.log).toMatch(/recorded in baselines\/tiny\/\w+\.json as release v1\.2 on main/);
  expect(recorded()).toEqual([expect.stringContaining('"release":"v1.2"')]);
  expect(release.body).toMatch(/^News\.\n\n<!-- sluice:suite=tiny -->\n/);
  expect(release.body).toContain('profile release');

  scene.baseSha = scene.api.repository.branches.get('main') ?? '';
  await scene.writeSettings(processSettings(delayMs));
  const { outputs } = await scene.run({ inputs: { mode: 'baseline' } });
  const later = JSON.parse(await readFile(outputs['result-path']!, 'utf8')) as Verdict;
  expect(later.drift).toMatchObject([{ id: 'latency.p50', release: 'v1.2' }, {}]);
});

test('a merge group is judged by the baselines of its base, with a check run and no comment', async () => {
  const outcome = await scene.run({
    event: 'merge_group',
    payload: {
      repository: { default_branch: 'main' },
      merge_group: {
        base_sha: scene.baseSha,
        base_ref: 'refs/heads/main',
        head_sha: mergeSha,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-7-${scene.baseSha}`,
      },
    },
    inputs: { record: 'always' },
    env: { GITHUB_REF: `refs/heads/gh-readonly-queue/main/pr-7-${scene.baseSha}` },
  });
  expect(outcome).toMatchObject({ exitCode: 0, outputs: { verdict: 'inconclusive' } });
  expect(scene.comments).toEqual([]);
  expect(scene.api.repository.checks).toMatchObject([{ name: 'sluice / tiny', headSha: mergeSha }]);
  expect(scene.api.calls.map(({ path }) => path).filter((path) => path.includes('/contents/'))).toEqual([
    '/repos/octo-org/model/contents/baselines%2Ftiny',
    // Whether the change moves its own bar.
    '/repos/octo-org/model/contents/sluice.yml',
  ]);
  expect(recorded()).toEqual([]);
});
