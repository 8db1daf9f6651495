import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { parseBaselines, readBaselinesAt } from '../../src/baseline/index.ts';
import { gitAnswers } from '../support/github-api/git-answers.ts';
import { startGitHubApi, workflowToken } from '../support/github-api/server.ts';
import { GitRepository } from '../support/git-repository.ts';

const recorder = new URL('../support/record-run.ts', import.meta.url).pathname;
const write = 'repos/create-or-update-file-contents';

/** Everybody waits until so many have come; whoever comes later finds the door open. */
function meetingOf(count: number): () => Promise<void> {
  const all = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come === count) all.resolve();
    return all.promise;
  };
}

test('two processes that record at once into a real repository lose neither run', async () => {
  const repository = new GitRepository();
  repository.commit({ 'README.md': 'hello' }, 'first');
  const bare = repository.clone('--bare');
  const api = await startGitHubApi(gitAnswers(bare.folder, meetingOf(2)));
  onTestFinished(() => api.close());
  api.repository.tokens.set('ghs_test', workflowToken);

  const recorded = await Promise.all(
    ['1', '2'].map((seed) => execa(process.execPath, [recorder, api.url, seed])),
  );

  const path = 'baselines/made-up/machine-1.json';
  const commits = recorded.map(({ stdout }) => {
    expect(stdout).toMatch(new RegExp(`^The run was recorded in ${path} on main, commit [0-9a-f]{40}\\.$`));
    return stdout.slice(-41, -1);
  });
  expect(api.violations).toEqual([]);
  // Both were about to move the branch from the same commit: git refused one, which read and wrote again.
  const statuses = api.calls.filter(({ operation }) => operation === write).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 201, 409]);
  const history = bare.git('log', '--format=%H %s', 'main').split('\n');
  const message = 'chore(sluice): record a run of made-up [skip ci]';
  expect(history.slice(0, 2).toSorted()).toEqual(commits.map((commit) => `${commit} ${message}`).toSorted());
  expect(history).toHaveLength(3);
  expect(bare.git('fsck', '--strict', '--no-dangling')).toBe('');
  expect(bare.git('show', 'main:README.md')).toBe('hello');

  const at = { workspace: bare.folder, commit: bare.git('rev-parse', 'main'), directory: 'baselines' };
  const texts = await readBaselinesAt({ ...at, suite: 'made-up' });
  const runs = parseBaselines(texts ?? [], 'made-up').flatMap((file) => file.runs);
  expect(runs.map(({ sequence }) => sequence)).toEqual([0, 1]);
  expect(runs.map(({ provenance }) => provenance.seed).toSorted()).toEqual([1, 2]);
});
