import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readContext, releaseTag } from '../../src/github/index.ts';

const sha = { merge: 'a'.repeat(40), head: 'b'.repeat(40), base: 'c'.repeat(40) };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const pullRequest = (change: object = {}) => ({
  repository: { default_branch: 'main' },
  pull_request: {
    number: 7,
    draft: false,
    base: { sha: sha.base, ref: 'main', repo: { full_name: 'octo-org/model' } },
    head: { sha: sha.head, ref: 'faster', repo: { full_name: 'octo-org/model' } },
    ...change,
  },
});

async function read(event: string, payload: unknown, change: Record<string, string | undefined> = {}) {
  const path = join(folder, 'event.json');
  await writeFile(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readContext({
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: path,
    GITHUB_REPOSITORY: 'octo-org/model',
    GITHUB_SHA: sha.merge,
    GITHUB_RUN_ID: '4711',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    ...change,
  });
}

describe('what started the job', () => {
  test('of a pull request the head commit is judged, not the merge commit', async () => {
    expect(await read('pull_request', pullRequest(), { GITHUB_REF: 'refs/pull/7/merge' })).toEqual({
      event: 'pull_request',
      repository: { owner: 'octo-org', repo: 'model' },
      sha: sha.head,
      pullRequest: {
        number: 7,
        baseSha: sha.base,
        baseRef: 'main',
        headSha: sha.head,
        headRef: 'faster',
        headRepo: 'octo-org/model',
        isFork: false,
        draft: false,
      },
      runId: 4711,
      runAttempt: 1,
      runUrl: 'https://github.com/octo-org/model/actions/runs/4711',
      apiUrl: 'https://api.github.com',
      defaultBranch: 'main',
      ref: 'refs/pull/7/merge',
    });
  });

  test.each(['push', 'workflow_dispatch', 'schedule', 'release'])(
    'of %s the commit of the run is judged',
    async (event) => {
      const context = await read(event, { repository: { default_branch: 'trunk' } });
      expect(context).toMatchObject({ event, sha: sha.merge, defaultBranch: 'trunk' });
      expect(context.pullRequest).toBeUndefined();
    },
  );

  test.each([
    ['another repository', { full_name: 'mallory/model' }, 'mallory/model'],
    ['a repository that was deleted', null, undefined],
  ])('a head in %s is a fork', async (_, repo, headRepo) => {
    const head = { sha: sha.head, ref: 'main', repo };
    const { pullRequest: pull } = await read('pull_request', pullRequest({ head, draft: true }));
    expect(pull).toMatchObject({ isFork: true, draft: true });
    expect(pull?.headRepo).toBe(headRepo);
  });

  test('of a merge group its head is judged against its base, and its pull request is known', async () => {
    const group = (head_ref: string) => ({
      merge_group: { base_sha: sha.base, base_ref: 'refs/heads/main', head_sha: sha.head, head_ref },
    });
    const context = await read('merge_group', group(`refs/heads/gh-readonly-queue/main/pr-7-${sha.base}`));
    expect(context).toMatchObject({
      sha: sha.head,
      mergeGroup: { baseSha: sha.base, baseRef: 'main', pullRequest: 7 },
    });
    expect(context.pullRequest).toBeUndefined();
    expect((await read('merge_group', group('refs/heads/elsewhere'))).mergeGroup).toEqual({
      baseSha: sha.base,
      baseRef: 'main',
    });
    await expect(read('merge_group', {})).rejects.toMatchObject({ code: 'input-invalid' });
  });

  test('of a push the commit before it is known, unless the branch is new', async () => {
    expect((await read('push', { before: sha.base })).before).toBe(sha.base);
    expect((await read('push', {})).before).toBeUndefined();
  });

  test.each([
    ['push', 'refs/tags/v1.2', 'v1.2'],
    ['release', 'refs/tags/v1.2', 'v1.2'],
    ['push', 'refs/heads/main', undefined],
    ['workflow_dispatch', 'refs/tags/v1.2', undefined],
  ])('%s of %s is the release %s', (event, ref, tag) => {
    expect(releaseTag({ event, ref })).toBe(tag);
  });

  test('`pull_request_target` is refused, since it would give the pull request a token that may write', async () => {
    await expect(read('pull_request_target', pullRequest())).rejects.toMatchObject({
      code: 'event-unsupported',
    });
  });

  test.each([
    ['cut off', '{"pull_request": {', 'it is not JSON'],
    ['a list', '[]', 'expected object'],
    ['without the pull request', '{}', 'it has no `pull_request`'],
    ['with a number that is none', pullRequest({ number: 'seven' }), 'pull_request.number'],
    [
      'with a head that is no commit',
      pullRequest({ head: { sha: '--upload-pack', ref: 'x', repo: null } }),
      'head.sha',
    ],
  ])('an event file that is %s is refused with the reason', async (_, payload, fact) => {
    await expect(read('pull_request', payload)).rejects.toMatchObject({
      code: 'input-invalid',
      fact: expect.stringContaining(fact),
      location: join(folder, 'event.json'),
    });
  });

  test.each([
    ['GITHUB_EVENT_NAME', undefined],
    ['GITHUB_EVENT_PATH', undefined],
    ['GITHUB_EVENT_PATH', '/nowhere/event.json'],
    ['GITHUB_REPOSITORY', 'octo-org'],
    ['GITHUB_SHA', 'main'],
    ['GITHUB_RUN_ID', 'first'],
    ['GITHUB_API_URL', 'file:///etc/passwd'],
  ])('%s as %s is refused', async (name, value) => {
    await expect(read('push', {}, { [name]: value })).rejects.toMatchObject({ code: 'input-invalid' });
  });
});
