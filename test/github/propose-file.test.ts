import { expect, test } from 'vitest';
import { commitFile } from '../../src/github/index.ts';
import { workflowToken } from '../support/github-api/server.ts';
import { eachWithGitHub, quick, token } from './github-scene.ts';

const path = 'baselines/tickets/a.json';
const byRuleset = 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n';
const scene = eachWithGitHub(({ repository }) => {
  repository.branches.set('main', repository.addCommit(new Map([[path, 'known\n']]), 'first'));
  repository.protectedBranches.set('main', byRuleset);
});

const add = (line: string, branch = 'main') =>
  commitFile(
    { branch, path, message: `add ${line} [skip ci]`, edit: (before = '') => `${before}${line}\n` },
    scene.context(),
    token,
    quick,
  );
const tipOf = (branch: string) =>
  scene.api.repository.commits.get(scene.api.repository.branches.get(branch) ?? '');
const textOn = (branch: string) => tipOf(branch)?.tree.get(path);
const pulls = () => [...scene.api.repository.pulls.values()];

/** What a squash does: one new commit on the base, and the branch is not among its parents. */
function squashMerge(): void {
  const tree = new Map([...(tipOf('main')?.tree ?? []), [path, textOn('sluice/baselines') ?? '']]);
  const sha = scene.api.repository.addCommit(tree, 'squashed', [
    scene.api.repository.branches.get('main') ?? '',
  ]);
  scene.api.repository.branches.set('main', sha);
  for (const pull of pulls()) pull.state = 'closed';
}

test.each([
  ['a ruleset', byRuleset],
  ['a required check', 'Could not update file: Required status check "test" is expected.'],
  [
    'a required review',
    'Could not update file: At least 1 approving review is required by reviewers with write access.',
  ],
])('what %s forbids comes as a pull request', async (_, words) => {
  scene.api.repository.protectedBranches.set('main', words);
  const { commit, pullRequest, notice } = await add('one');
  expect(notice).toBeUndefined();
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  expect(pulls()).toMatchObject([
    { title: 'chore(sluice): record baselines', head: { ref: 'sluice/baselines' }, base: { ref: 'main' } },
  ]);
  expect(pullRequest).toEqual({
    number: pulls()[0]?.number,
    url: `https://github.com/octo-org/model/pull/${pulls()[0]?.number}`,
  });
  expect(textOn('sluice/baselines')).toBe('known\none\n');
  expect(textOn('main')).toBe('known\n');
});

test('its commits do not skip the checks that the pull request has to pass', async () => {
  await add('one');
  expect(tipOf('sluice/baselines')?.message).toBe('add one');
});

test('the next push adds its run to the pull request that is open', async () => {
  await add('one');
  await add('two');
  expect(pulls()).toHaveLength(1);
  expect(textOn('sluice/baselines')).toBe('known\none\ntwo\n');
});

test('five pushes at once lose no run and open one pull request', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const results = await Promise.all(names.map((name) => add(name)));
  expect(results.map(({ notice }) => notice)).toEqual(names.map(() => undefined));
  expect(textOn('sluice/baselines')?.trim().split('\n').sort()).toEqual([...names, 'known']);
  expect(pulls()).toHaveLength(1);
});

test('after a merge the branch goes on from there, and pushes at once still lose none', async () => {
  await add('one');
  scene.api.repository.branches.set('main', scene.api.repository.branches.get('sluice/baselines') ?? '');
  for (const pull of pulls()) pull.state = 'closed';
  await Promise.all([add('two'), add('three')]);
  expect(textOn('sluice/baselines')?.trim().split('\n').sort()).toEqual(['known', 'one', 'three', 'two']);
  expect(pulls().map(({ state }) => state)).toEqual(['closed', 'open']);
});

test('after a squash too, with what else the base has got', async () => {
  await add('one');
  squashMerge();
  const tree = new Map([...(tipOf('main')?.tree ?? []), ['src/new.ts', 'code']]);
  const sha = scene.api.repository.addCommit(tree, 'code', [scene.api.repository.branches.get('main') ?? '']);
  scene.api.repository.branches.set('main', sha);
  await Promise.all([add('two'), add('three')]);
  expect(textOn('sluice/baselines')?.trim().split('\n').sort()).toEqual(['known', 'one', 'three', 'two']);
  expect(tipOf('sluice/baselines')?.tree.get('src/new.ts')).toBe('code');
});

test('a branch in conflict is told with what to do about it', async () => {
  await add('one');
  const other = scene.api.repository.addCommit(new Map([[path, 'other\n']]), 'other', [
    scene.api.repository.branches.get('main') ?? '',
  ]);
  scene.api.repository.branches.set('main', other);
  expect((await add('two')).notice).toContain('Merge or delete the branch sluice/baselines');
});

test('without `pull-requests: write` the run is in the branch, and the log says what is missing', async () => {
  scene.api.repository.tokens.set(token, {
    ...workflowToken,
    permissions: { contents: 'write', 'pull-requests': 'read' },
  });
  const { notice } = await add('one');
  expect(notice).toContain('was recorded on sluice/baselines, but no pull request');
  expect(notice).toContain('`pull-requests: write`');
  expect(textOn('sluice/baselines')).toBe('known\none\n');
});

test('where GitHub Actions may open none, the setting is named', async () => {
  const message = 'GitHub Actions is not permitted to create or approve pull requests.';
  scene.api.fail({ operation: 'pulls/create', times: 9, kind: { status: 403, message } });
  expect((await add('one')).notice).toContain('Allow GitHub Actions to create pull requests');
});

test('of another protected branch the runs go into a pull request of its own', async () => {
  scene.api.repository.branches.set('release/1', scene.api.repository.branches.get('main') ?? '');
  scene.api.repository.protectedBranches.set('release/1', byRuleset);
  await Promise.all([add('one'), add('two', 'release/1')]);
  expect(
    pulls()
      .map(({ head, base }) => [head.ref, base.ref])
      .sort(),
  ).toEqual([
    ['sluice/baselines', 'main'],
    ['sluice/baselines-release-1', 'release/1'],
  ]);
});
