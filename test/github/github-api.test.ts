import { GitHub, getOctokitOptions } from '@actions/github/lib/utils';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubApi, workflowToken, type GitHubApi } from '../support/github-api/server.ts';

const at = { owner: 'octo-org', repo: 'model' };
const person = { login: 'octocat', type: 'User' } as const;

describe('the stand-in for GitHub', () => {
  let api: GitHubApi;

  beforeEach(async () => {
    api = await startGitHubApi();
    api.repository.tokens.set('t', workflowToken);
    api.repository.tokens.set('personal', { account: person, permissions: workflowToken.permissions });
  });
  afterEach(() => api.close());

  const client = (token = 't') => new GitHub(getOctokitOptions(token, { baseUrl: api.url }));

  test('every operation it plays answers as the official description says', async () => {
    const { repository } = api;
    const sha = repository.addCommit(new Map([['baselines/a/x.json', '{}']]), 'first');
    repository.branches.set('main', sha);
    repository.pulls.set(7, {
      number: 7,
      state: 'open',
      draft: false,
      head: { ref: 'faster', sha, repository: 'octo-org/model' },
      base: { ref: 'main', sha },
    });
    const { rest } = client();
    const comment = await rest.issues.createComment({ ...at, issue_number: 7, body: 'hello' });
    await rest.issues.updateComment({ ...at, comment_id: comment.data.id, body: 'hello again' });
    expect((await rest.issues.getComment({ ...at, comment_id: comment.data.id })).data.body).toBe(
      'hello again',
    );
    expect((await rest.issues.listComments({ ...at, issue_number: 7 })).data).toHaveLength(1);
    const check = await rest.checks.create({ ...at, name: 'c', head_sha: sha, status: 'in_progress' });
    await rest.checks.update({ ...at, check_run_id: check.data.id, conclusion: 'success' });
    expect((await rest.checks.get({ ...at, check_run_id: check.data.id })).data.status).toBe('completed');
    expect((await rest.checks.listForRef({ ...at, ref: 'main' })).data.total_count).toBe(1);
    expect((await rest.repos.get(at)).data.default_branch).toBe('main');
    expect((await rest.pulls.list({ ...at, head: 'octo-org:faster' })).data).toHaveLength(1);
    expect((await rest.pulls.get({ ...at, pull_number: 7 })).data.head.sha).toBe(sha);
    expect((await rest.git.getRef({ ...at, ref: 'heads/main' })).data.object.sha).toBe(sha);
    expect((await rest.git.getCommit({ ...at, commit_sha: sha })).data.message).toBe('first');
    expect((await client('personal').rest.users.getAuthenticated()).data.login).toBe('octocat');
    expect((await rest.repos.getContent({ ...at, path: 'baselines/a' })).data).toHaveLength(1);
    const put = await rest.repos.createOrUpdateFileContents({
      ...at,
      path: 'baselines/a/y.json',
      message: 'second',
      content: Buffer.from('new').toString('base64'),
    });
    expect(put.status).toBe(201);
    expect(
      repository.commits.get(repository.branches.get('main') ?? '')?.tree.get('baselines/a/y.json'),
    ).toBe('new');
    expect(api.violations).toEqual([]);
  });

  test('a request against the description is answered with 500 and remembered', async () => {
    const wrong = client().request('POST /repos/octo-org/model/issues/7/comments', { text: 'hello' });
    await expect(wrong).rejects.toMatchObject({ status: 500 });
    await expect(client().request('GET /repos/octo-org/model/nowhere')).rejects.toMatchObject({
      status: 500,
    });
    const open = client().rest.checks.create({
      ...at,
      name: 'c',
      head_sha: 'x',
      status: 'completed',
    } as never);
    await expect(open).rejects.toMatchObject({ status: 500 });
    expect(api.violations).toEqual([
      "issues/create-comment request/requestBody: must have required property 'body'",
      'issues/create-comment request/requestBody: text is not described',
      'GET /repos/octo-org/model/nowhere is not described',
      'checks/create request/requestBody: a completed check run needs a conclusion',
    ]);
  });

  test('a file that changed meanwhile is not written over', async () => {
    api.repository.branches.set('main', api.repository.addCommit(new Map([['a', 'now']]), 'first'));
    const stale = { ...at, path: 'a', message: 'm', content: 'eA==', sha: '0'.repeat(40) };
    await expect(client().rest.repos.createOrUpdateFileContents(stale)).rejects.toMatchObject({
      status: 409,
    });
  });

  test('an unknown token, another repository and a missing permission are refused as GitHub refuses them', async () => {
    await expect(client('unknown').rest.repos.get(at)).rejects.toMatchObject({ status: 401 });
    await expect(client().rest.repos.get({ ...at, repo: 'other' })).rejects.toMatchObject({ status: 404 });
    api.repository.tokens.set('reader', { ...workflowToken, permissions: { 'pull-requests': 'read' } });
    const comment = client('reader').rest.issues.createComment({ ...at, issue_number: 7, body: 'hello' });
    await expect(comment).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' } },
    });
    expect(api.violations).toEqual([]);
  });
});
