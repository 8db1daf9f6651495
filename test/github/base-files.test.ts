import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFolderAt, type ActionContext } from '../../src/github/index.ts';
import { startGitHubApi, workflowToken, type GitHubApi } from '../support/github-api/server.ts';

const quick = { totalMs: 3000, requestTimeoutMs: 400, attempts: 3, firstPauseMs: 5 };
let api: GitHubApi;
let commit: string;

beforeEach(async () => {
  api = await startGitHubApi();
  api.repository.tokens.set('t', workflowToken);
  commit = api.repository.addCommit(
    new Map([
      ['baselines/tickets/b.json', '{"b": "\u{1F422}"}\n'],
      ['baselines/tickets/a.json', 'x'.repeat(200_000)],
      ['baselines/tickets/notes.md', 'no baseline'],
      ['baselines/tickets/deep/c.json', 'no baseline'],
      ['baselines/other/d.json', 'of another suite'],
    ]),
    'baselines',
  );
});
afterEach(async () => {
  expect(api.violations).toEqual([]);
  await api.close();
});

const read = (folder = 'baselines/tickets', at = commit, token = 't') => {
  const context: ActionContext = {
    event: 'pull_request',
    repository: { owner: 'octo-org', repo: 'model' },
    sha: 'a'.repeat(40),
    runId: 1,
    runUrl: '',
    apiUrl: api.url,
    ref: 'refs/pull/7/merge',
  };
  return readFolderAt({ commit: at, folder }, context, token, quick);
};

test('the files of a folder at a commit are read byte for byte', async () => {
  expect(await read()).toEqual([
    { name: 'baselines/tickets/a.json', text: 'x'.repeat(200_000) },
    { name: 'baselines/tickets/b.json', text: '{"b": "\u{1F422}"}\n' },
  ]);
});

test('a commit without that folder has no baselines', async () => {
  expect(await read('baselines/new')).toEqual([]);
});

test('a commit that cannot be seen is an error and never "no baseline"', async () => {
  await expect(read(undefined, 'f'.repeat(40))).rejects.toMatchObject({ code: 'github-permission' });
});

test('a missing permission names it', async () => {
  api.repository.tokens.set('t', { ...workflowToken, permissions: { checks: 'write' } });
  await expect(read()).rejects.toMatchObject({
    code: 'github-permission',
    remedy: expect.stringContaining('`contents: read`'),
  });
});

test('a disturbance is ridden out for a while, and is an error after that', async () => {
  api.fail({ operation: 'repos/get-content', times: 2, kind: { status: 502 } });
  expect(await read()).toHaveLength(2);
  api.fail({ operation: '*', times: 100, kind: { status: 502 } });
  await expect(read()).rejects.toMatchObject({ code: 'github-api', fact: expect.stringContaining('502') });
});

test('a file in the place of the folder is an error', async () => {
  await expect(read('baselines/tickets/b.json')).rejects.toMatchObject({ code: 'baseline-unreadable' });
});

test.each([
  ['a list', { operation: 'repos/get-content', after: 0 }, 'baselines/tickets'],
  ['a file', { operation: 'repos/get-content', after: 1 }, 'baselines/tickets'],
  ['the commit of an empty folder', { operation: 'git/get-commit', after: 0 }, 'baselines/new'],
])('an answer that is not %s is a fault of GitHub, not of the baseline', async (_, fault, folder) => {
  api.fail({ ...fault, times: 100, kind: { garbage: '{"nothing":[null]}' } });
  await expect(read(folder)).rejects.toMatchObject({ code: 'github-api' });
});

test('without a token nothing is tried, and the remedy names the input', async () => {
  await expect(read(undefined, commit, '')).rejects.toMatchObject({
    code: 'github-permission',
    fact: expect.stringContaining('there is no token'),
    remedy: expect.stringContaining('`github-token`'),
  });
  expect(api.calls).toEqual([]);
});
