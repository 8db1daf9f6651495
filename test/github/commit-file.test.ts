import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitFile, type ActionContext } from '../../src/github/index.ts';
import { SluiceError } from '../../src/model/error.ts';
import { forkToken, startGitHubApi, workflowToken, type GitHubApi } from '../support/github-api/server.ts';

const quick = { totalMs: 5000, requestTimeoutMs: 1000, attempts: 4, firstPauseMs: 5 };
const token = 'ghs_test';
let api: GitHubApi;

beforeEach(async () => {
  api = await startGitHubApi();
  api.repository.tokens.set(token, {
    ...workflowToken,
    permissions: { ...workflowToken.permissions, contents: 'write' },
  });
  const first = api.repository.addCommit(new Map([['README.md', 'hello']]), 'first');
  api.repository.branches.set('main', first);
});
afterEach(async () => {
  expect(api.violations).toEqual([]);
  await api.close();
});

const context = (): ActionContext => ({
  event: 'push',
  repository: { owner: 'octo-org', repo: 'model' },
  sha: 'a'.repeat(40),
  runId: 1,
  runUrl: 'https://github.com/octo-org/model/actions/runs/1',
  apiUrl: api.url,
  defaultBranch: 'main',
  ref: 'refs/heads/main',
});

const add = (line: string) =>
  commitFile(
    {
      branch: 'main',
      path: 'baselines/tickets/a.json',
      message: `add ${line}`,
      edit: (before = '') => `${before}${line}\n`,
    },
    context(),
    token,
    quick,
  );

const textNow = () => {
  const commit = api.repository.commits.get(api.repository.branches.get('main') ?? '');
  return commit?.tree.get('baselines/tickets/a.json');
};

test('a file that is not there yet is made, and the others stay', async () => {
  expect((await add('one')).commit).toMatch(/^[0-9a-f]{40}$/);
  expect(textNow()).toBe('one\n');
  const commit = api.repository.commits.get(api.repository.branches.get('main') ?? '');
  expect(commit?.tree.get('README.md')).toBe('hello');
});

test('six recordings at once lose none', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const results = await Promise.all(names.map(add));
  expect(results.map(({ notice }) => notice)).toEqual(names.map(() => undefined));
  expect(textNow()?.trim().split('\n').sort()).toEqual(names);
});

test('a token that may not write costs the record and says which permission', async () => {
  api.repository.tokens.set(token, forkToken);
  expect((await add('one')).notice).toContain('contents: write');
  expect(textNow()).toBeUndefined();
});

test('what the edit refuses is thrown and nothing is written', async () => {
  await add('one');
  const edit = (): string => {
    throw new SluiceError('baseline-unreadable', { fact: 'broken', remedy: 'repair' });
  };
  const change = { branch: 'main', path: 'baselines/tickets/a.json', message: 'no', edit };
  await expect(commitFile(change, context(), token, quick)).rejects.toMatchObject({
    code: 'baseline-unreadable',
  });
  expect(textNow()).toBe('one\n');
});

test('a commit whose answer was lost is not made again', async () => {
  const fault = { operation: 'repos/create-or-update-file-contents', times: 1 };
  for (const kind of [{ reset: true, afterwards: true } as const, { garbage: '{}' }]) {
    api.fail({ ...fault, kind });
    const edit = (before = '') => (before.includes('mine') ? before : `${before}mine\n`);
    const change = { branch: 'main', path: 'baselines/tickets/a.json', message: 'record', edit };
    expect(await commitFile(change, context(), token, quick)).not.toHaveProperty('notice');
    expect(textNow()).toBe('mine\n');
  }
});

test('conflicts without end are given up after eight tries, and told as what they are', async () => {
  const operation = 'repos/create-or-update-file-contents';
  api.fail({ operation, times: 100, kind: { status: 409, message: 'is at 1 but expected 2' } });
  expect((await add('one')).notice).toMatch(/not recorded: 409.*Other jobs kept changing the branch/);
  expect(api.calls.filter((call) => call.operation === operation)).toHaveLength(8);
});
