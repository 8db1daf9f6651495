import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publish, type ActionContext, type Publication } from '../../src/github/index.ts';
import { forkToken, startGitHubApi, workflowToken, type GitHubApi } from '../support/github-api/server.ts';

const marker = '<!-- sluice:suite=tickets -->';
const person = { login: 'mallory', type: 'User' } as const;
const token = 'ghs_test';
const quick = { totalMs: 3000, requestTimeoutMs: 400, attempts: 4, firstPauseMs: 5 };
const headSha = 'a'.repeat(40);

let api: GitHubApi;

beforeEach(async () => {
  api = await startGitHubApi();
  api.repository.tokens.set(token, workflowToken);
});
afterEach(() => api.close());

function publicationOf(comment = `${marker}\nall well\n`, change: Partial<Publication> = {}): Publication {
  return {
    suite: 'tickets',
    verdict: 'pass',
    sentence: 'Nothing got slower.',
    comment,
    summary: 'all well',
    commenting: 'auto',
    ...change,
  };
}

function contextOf(change: Partial<ActionContext> = {}): ActionContext {
  return {
    event: 'pull_request',
    repository: { owner: 'octo-org', repo: 'model' },
    sha: headSha,
    pullRequest: {
      number: 7,
      baseSha: 'b'.repeat(40),
      baseRef: 'main',
      headSha,
      headRepo: 'octo-org/model',
      isFork: false,
      draft: false,
    },
    runId: 1,
    runUrl: 'https://github.com/octo-org/model/actions/runs/1',
    apiUrl: api.url,
    defaultBranch: 'main',
    ref: 'refs/pull/7/merge',
    ...change,
  };
}

const bodies = () => api.repository.comments.map((comment) => comment.body);
const count = (operation: string) => api.calls.filter((call) => call.operation === operation).length;

describe('the comment', () => {
  afterEach(() => expect(api.violations).toEqual([]));

  test('a conflict is no empty list: the comment that is there is updated', async () => {
    await publish(publicationOf(), contextOf(), token, quick);
    api.fail({ operation: 'issues/list-comments', times: 1, kind: { status: 409, message: 'Conflict' } });
    const { notices } = await publish(publicationOf(`${marker}\nslower\n`), contextOf(), token, quick);
    expect(notices).toEqual([]);
    expect(bodies()).toEqual([`${marker}\nslower\n`]);
  });

  test('it is created once and then updated in place, byte for byte', async () => {
    const first = `${marker}\n| a | b |\n\ttabs, \u{1F422}, "quotes" & <b>\n`;
    const created = await publish(publicationOf(first), contextOf(), token, quick);
    expect(created.notices).toEqual([]);
    expect(created.commentUrl).toMatch(/^https:\/\/github\.com\/octo-org\/model\/pull\/7#issuecomment-\d+$/);
    expect(bodies()).toEqual([first]);

    const updated = await publish(publicationOf(`${marker}\nslower\n`), contextOf(), token, quick);
    expect(updated.commentUrl).toBe(created.commentUrl);
    expect(bodies()).toEqual([`${marker}\nslower\n`]);
  });

  test('it is found behind 150 other comments', async () => {
    for (let i = 0; i < 150; i += 1) api.repository.addComment(7, person, `talk ${i}`);
    await publish(publicationOf(), contextOf(), token, quick);
    for (let i = 0; i < 120; i += 1) api.repository.addComment(7, person, `more talk ${i}`);
    await publish(publicationOf(`${marker}\nslower\n`), contextOf(), token, quick);
    expect(api.repository.comments).toHaveLength(271);
    expect(api.repository.comments[150]?.body).toBe(`${marker}\nslower\n`);
    expect(count('issues/create-comment')).toBe(1);
  });

  test('an unchanged one is not written again', async () => {
    await publish(publicationOf(), contextOf(), token, quick);
    const again = await publish(publicationOf(), contextOf(), token, quick);
    expect(again.commentUrl).toMatch(/issuecomment/);
    expect(count('issues/update-comment')).toBe(0);
  });

  test("somebody else's comment with a copied marker is not touched", async () => {
    api.repository.addComment(7, person, `${marker}\nforged`);
    const result = await publish(publicationOf(), contextOf(), token, quick);
    expect(result.notices).toEqual([]);
    expect(bodies()).toEqual([`${marker}\nforged`, `${marker}\nall well\n`]);
    await publish(publicationOf(`${marker}\nslower\n`), contextOf(), token, quick);
    expect(bodies()).toEqual([`${marker}\nforged`, `${marker}\nslower\n`]);
  });

  test('with a personal token the comment of its own account is updated, and nobody else is', async () => {
    api.repository.tokens.set('ghp_test', {
      account: { login: 'octocat', type: 'User' },
      permissions: workflowToken.permissions,
    });
    api.repository.addComment(7, person, `${marker}\nforged`);
    await publish(publicationOf(), contextOf(), 'ghp_test', quick);
    const result = await publish(publicationOf(`${marker}\nslower\n`), contextOf(), 'ghp_test', quick);
    expect(bodies()).toEqual([`${marker}\nforged`, `${marker}\nslower\n`]);
    expect(result.notices).toEqual([
      'The check run was not made: 403 You must authenticate via a GitHub App. The token lacks `checks: write`. Add it under `permissions:` of the job.',
    ]);
  });

  test('a marker that is quoted further down, or of another suite, is another comment', async () => {
    const bot = workflowToken.account;
    api.repository.addComment(7, bot, `quote:\n${marker}`);
    api.repository.addComment(7, bot, '<!-- sluice:suite=tickets-large -->\nother suite');
    await publish(publicationOf(), contextOf(), token, quick);
    expect(api.repository.comments).toHaveLength(3);
  });

  test('there is none on a push, with `comment: never`, or of another pull request', async () => {
    api.repository.addComment(8, workflowToken.account, `${marker}\nof another`);
    const { pullRequest: _, ...push } = contextOf({ event: 'push', ref: 'refs/heads/main' });
    await publish(publicationOf(), push, token, quick);
    await publish(publicationOf(undefined, { commenting: 'never' }), contextOf(), token, quick);
    expect(bodies()).toEqual([`${marker}\nof another`]);
    expect(api.repository.checks).toHaveLength(2);
  });

  test('without its marker it is refused, since it could never be found again', async () => {
    await expect(publish(publicationOf('hello'), contextOf(), token, quick)).rejects.toMatchObject({
      code: 'internal',
    });
  });
});

describe('the check run', () => {
  afterEach(() => expect(api.violations).toEqual([]));

  test.each([
    ['pass', 'success'],
    ['fail', 'failure'],
    ['inconclusive', 'neutral'],
    ['invalid', 'failure'],
  ] as const)('%s becomes %s, on the judged commit', async (verdict, conclusion) => {
    const result = await publish(publicationOf(undefined, { verdict }), contextOf(), token, quick);
    expect(result.checkUrl).toMatch(/\/runs\/\d+$/);
    expect(api.repository.checks).toMatchObject([
      {
        name: 'sluice / tickets',
        headSha,
        status: 'completed',
        conclusion,
        output: { title: 'Nothing got slower.', summary: 'all well' },
      },
    ]);
  });

  test('a fail that was accepted is neutral', async () => {
    await publish(publicationOf(undefined, { verdict: 'fail', accepted: true }), contextOf(), token, quick);
    expect(api.repository.checks).toMatchObject([{ conclusion: 'neutral' }]);
  });

  test('one head that is proposed to two bases has two check runs and a comment on each', async () => {
    await publish(publicationOf(), contextOf(), token, quick);
    const pullRequest = { ...contextOf().pullRequest!, number: 8, baseRef: 'release-1' };
    await publish(publicationOf(), contextOf({ pullRequest, runAttempt: 2 }), token, quick);
    expect(api.repository.checks).toMatchObject([
      { name: 'sluice / tickets', externalId: 'tickets/pull-7/run-1/attempt-1/pass' },
      { name: 'sluice / tickets (release-1)', externalId: 'tickets/pull-8/run-1/attempt-2/pass' },
    ]);
    expect(api.repository.comments.map(({ issueNumber }) => issueNumber)).toEqual([7, 8]);
  });

  test('a summary beyond the bound is cut', async () => {
    await publish(publicationOf(undefined, { summary: 'x'.repeat(70_000) }), contextOf(), token, quick);
    expect(api.repository.checks[0]?.output.summary).toHaveLength(65_535);
  });
});

describe('a failure of GitHub costs the comment and never throws', () => {
  const notices = async (context = contextOf(), patience = quick) =>
    (await publish(publicationOf(), context, token, patience)).notices;

  test('a missing permission is named, and the check run is made all the same', async () => {
    api.repository.tokens.set(token, {
      ...workflowToken,
      permissions: { checks: 'write', 'pull-requests': 'read' },
    });
    expect(await notices()).toEqual([
      'The comment was not posted: 403 Resource not accessible by integration. The token lacks `pull-requests: write`. Add it under `permissions:` of the job.',
    ]);
    expect(api.repository.checks).toHaveLength(1);
    expect(count('issues/create-comment')).toBe(1);
  });

  test('a token without `checks: write` posts the comment and says what is missing', async () => {
    api.repository.tokens.set(token, { ...workflowToken, permissions: { 'pull-requests': 'write' } });
    const result = await publish(publicationOf(), contextOf(), token, quick);
    expect(result.commentUrl).toBeDefined();
    expect(result.notices).toEqual([expect.stringContaining('The token lacks `checks: write`')]);
  });

  test('a fork with a read-only token gets two notices that say where the report is', async () => {
    api.repository.tokens.set(token, forkToken);
    const pullRequest = { ...contextOf().pullRequest!, headRepo: 'mallory/model', isFork: true };
    const told = await notices(contextOf({ pullRequest }));
    expect(told).toHaveLength(2);
    expect(told[0]).toContain(
      'comes from a fork, whose token lacks `pull-requests: write`. The report is in the job summary',
    );
    expect(told[1]).toContain('comes from a fork, whose token lacks `checks: write`');
    expect(api.repository.comments).toEqual([]);
  });

  test('an unknown token, an empty token and a repository out of sight are told apart', async () => {
    api.repository.tokens.clear();
    expect((await notices())[0]).toContain('401 Bad credentials. GitHub does not know the token');
    expect((await publish(publicationOf(), contextOf(), '', quick)).notices[0]).toContain('no token');
    api.repository.tokens.set(token, workflowToken);
    const elsewhere = contextOf({ repository: { owner: 'octo-org', repo: 'elsewhere' } });
    expect((await notices(elsewhere))[0]).toContain('404 Not Found. The token lacks `pull-requests: write`');
  });

  test.each(['issues/list-comments', 'issues/create-comment', 'checks/create'])(
    '%s is retried after 502 and 503',
    async (operation) => {
      api.fail({ operation, times: 1, kind: { status: 502, message: '<html>Bad Gateway</html>' } });
      api.fail({ operation, times: 1, kind: { status: 503, headers: { 'retry-after': '0' } } });
      expect(await notices()).toEqual([]);
      expect(api.repository.comments).toHaveLength(1);
      expect(api.repository.checks).toHaveLength(1);
    },
  );

  test('a comment whose answer was lost is not made twice', async () => {
    api.fail({ operation: 'issues/create-comment', times: 1, kind: { reset: true, afterwards: true } });
    expect(await notices()).toEqual([]);
    expect(bodies()).toEqual([`${marker}\nall well\n`]);
  });

  test.each([
    ['no JSON', '<html>a proxy in between</html>'],
    ['nothing', ''],
    ['another shape', '{"message":"?"}'],
    ['a list of other things', '[{"id":"x"}]'],
  ])('a list of comments that is %s is asked for again, not taken for empty', async (_, garbage) => {
    api.repository.addComment(7, workflowToken.account, `${marker}\nold`);
    api.fail({ operation: 'issues/list-comments', times: 2, kind: { garbage } });
    expect(await notices()).toEqual([]);
    expect(bodies()).toEqual([`${marker}\nall well\n`]);
  });

  test('with 5xx for good the attempts are bounded, and the notice says so', async () => {
    api.fail({ operation: '*', times: 100, kind: { status: 500 } });
    const told = await notices();
    expect(told[0]).toBe(
      'The comment was not posted: 500 Server Error (4 attempts). GitHub could not be reached or is disturbed. The report is in the job summary.',
    );
    expect(told[1]).toContain('The check run was not made: 500');
    expect(api.calls).toHaveLength(8);
  });

  test('a rate limit is waited for as long as GitHub asks, where there is time', async () => {
    const headers = { 'retry-after': '1' };
    api.fail({ operation: 'issues/create-comment', times: 1, kind: { status: 429, headers } });
    expect(await notices()).toEqual([]);
    api.fail({
      operation: 'checks/create',
      times: 1,
      kind: {
        status: 403,
        message: 'You have exceeded a secondary rate limit',
        headers: { 'retry-after': '3600' },
      },
    });
    expect(await notices()).toEqual([
      'The check run was not made: 403 You have exceeded a secondary rate limit. GitHub limits the rate of this token. The report is in the job summary.',
    ]);
  });

  test('a server that never answers ends in a notice within the bound', async () => {
    api.fail({ operation: '*', times: 100, kind: { delayMs: 60_000 } });
    const told = await notices(contextOf(), {
      totalMs: 500,
      requestTimeoutMs: 150,
      attempts: 3,
      firstPauseMs: 5,
    });
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('no answer');
  });

  test('nobody at the address, and a connection that is cut, end in a notice', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect((await notices(contextOf({ apiUrl: `http://127.0.0.1:${port}` })))[0]).toContain('ECONNREFUSED');
    api.fail({ operation: '*', times: 100, kind: { reset: true } });
    expect((await notices())[0]).toContain('no answer');
  });

  test('a locked conversation and a comment that is too long are told in GitHub’s words', async () => {
    const long = await publish(publicationOf(`${marker}\n${'x'.repeat(70_000)}`), contextOf(), token, quick);
    expect(long.notices[0]).toContain('422 Body is too long');
    api.repository.lockedIssues.add(7);
    expect((await notices())[0]).toContain('403 Unable to create comment because issue is locked.');
    expect(count('issues/create-comment')).toBe(2);
  });

  test('the token is in no notice', async () => {
    api.fail({ operation: '*', times: 100, kind: { status: 400, message: `bad\nheader` } });
    expect((await notices()).join()).not.toContain(token);
  });
});
