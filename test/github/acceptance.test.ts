import { describe, expect, test } from 'vitest';
import { reasonOf } from '../../src/github/acceptance-reason.ts';
import { readAcceptance, readMergedAcceptance, type ActionContext } from '../../src/github/index.ts';
import { forkToken } from '../support/github-api/server.ts';
import { eachWithGitHub, headSha, quick, token } from './github-scene.ts';

const label = 'sluice: accept';
const [newerSha, mergeSha] = ['d', 'e'].map((digit) => digit.repeat(40)) as [string, string];
const at = (minute: number) => `2026-03-01T10:${String(minute).padStart(2, '0')}:00Z`;
const maintainer = { login: 'Grace', type: 'User' } as const;
const scene = eachWithGitHub(({ repository }) => {
  repository.roles.set('Grace', 'write');
  repository.checkSuites.set(headSha, [at(20), at(10)]);
  repository.pulls.set(7, {
    number: 7,
    state: 'open',
    draft: false,
    head: { ref: 'slower', sha: headSha, repository: 'octo-org/model' },
    base: { ref: 'main', sha: 'b'.repeat(40) },
    body: 'Uses the larger model.\n\nMore.',
    author: { login: 'ada', type: 'User' },
  });
});

const context = (change: Partial<ActionContext> = {}): ActionContext =>
  scene.context({ event: 'pull_request', ref: 'refs/pull/7/merge', ...change });
const ask = (sha = headSha) => readAcceptance({ label, pullRequest: 7, sha }, context(), token, quick);
const pull = () => scene.api.repository.pulls.get(7)!;
const setBy = (actor: { login: string; type: 'User' | 'Bot' }, minute = 15, name = label) =>
  scene.api.repository.setLabel(7, name, actor, at(minute));

describe('the label that accepts a regression', () => {
  test('without it nothing is accepted, whatever other labels say', async () => {
    setBy(maintainer, 15, 'sluice: accept-not');
    expect(await ask()).toEqual({ kind: 'none' });
  });

  test('set by somebody who may write, after the push, it accepts with who, when and why', async () => {
    setBy(maintainer);
    expect(await ask()).toEqual({
      kind: 'accepted',
      acceptance: { pullRequest: 7, by: 'Grace', why: 'Uses the larger model.', acceptedAt: at(15) },
      byAuthor: false,
    });
  });

  test('it is found without regard to case, and behind 150 other events; the newest one counts', async () => {
    for (let i = 0; i < 150; i += 1) setBy(maintainer, i % 60, `other ${i}`);
    setBy({ login: 'mallory', type: 'User' }, 12, 'Sluice: Accept');
    setBy(maintainer, 15, 'Sluice: Accept');
    expect(await ask()).toMatchObject({ kind: 'accepted', acceptance: { by: 'Grace' } });
  });

  test('taken off again it accepts nothing', async () => {
    setBy(maintainer);
    pull().labels = [];
    expect(await ask()).toEqual({ kind: 'none' });
  });

  test('an author who may write accepts, and is told to be the author', async () => {
    scene.api.repository.roles.set('ada', 'admin');
    setBy({ login: 'ada', type: 'User' });
    expect(await ask()).toMatchObject({ kind: 'accepted', byAuthor: true });
  });

  test.each([
    [
      'somebody who may only read or triage',
      { login: 'mallory', type: 'User' },
      '@mallory, who may not write',
    ],
    ['a bot', { login: 'helper[bot]', type: 'Bot' }, 'helper[bot], which is no person'],
  ] as const)('set by %s it does not count', async (_, actor, reason) => {
    setBy(actor);
    expect(await ask()).toEqual({ kind: 'void', reason: expect.stringContaining(reason) });
  });

  test('a label of unknown origin does not count', async () => {
    pull().labels = [label];
    expect(await ask()).toEqual({ kind: 'void', reason: expect.stringContaining('who set it') });
  });
});

describe('a label is for the commit that was there when it was set', () => {
  test('a commit that was pushed afterwards is not accepted', async () => {
    setBy(maintainer);
    scene.api.repository.checkSuites.set(newerSha, [at(16)]);
    expect(await ask(newerSha)).toEqual({
      kind: 'void',
      reason: expect.stringContaining('before the judged commit was pushed'),
    });
    setBy(maintainer, 17);
    expect(await ask(newerSha)).toMatchObject({ kind: 'accepted' });
  });

  test('nor is an older commit that was brought back by force', async () => {
    setBy(maintainer);
    const timeline = scene.api.repository.timelines.get(7)!;
    timeline.push({ event: 'head_ref_force_pushed', actor: maintainer, createdAt: at(16) });
    expect(await ask()).toMatchObject({ kind: 'void' });
  });

  test('nor one of which GitHub does not say when it came', async () => {
    setBy(maintainer);
    expect(await ask('f'.repeat(40))).toMatchObject({ kind: 'void' });
  });
});

describe('a failure of GitHub accepts nothing', () => {
  test.each([
    'pulls/get',
    'issues/list-events-for-timeline',
    'repos/get-collaborator-permission-level',
    'checks/list-suites-for-ref',
  ])('when %s fails, it is told', async (operation) => {
    setBy(maintainer);
    scene.api.fail({ operation, times: 10, kind: { status: 503 } });
    expect(await ask()).toEqual({ kind: 'void', reason: expect.stringContaining('503') });
  });

  test.each([{ garbage: '{}' }, { garbage: '<html>' }, { reset: true } as const])(
    '%o is none either',
    async (kind) => {
      setBy(maintainer);
      scene.api.fail({ operation: 'repos/get-collaborator-permission-level', times: 10, kind });
      expect(await ask()).toMatchObject({ kind: 'void' });
    },
  );

  test('a token that may only read is enough to ask', async () => {
    setBy(maintainer);
    scene.api.repository.tokens.set(token, forkToken);
    expect(await ask()).toMatchObject({ kind: 'accepted' });
  });
});

describe('after the merge', () => {
  const merged = () =>
    readMergedAcceptance(
      { label, branch: 'main' },
      context({ event: 'push', sha: mergeSha, ref: 'refs/heads/main' }),
      token,
      quick,
    );
  const merge = (base = 'main') =>
    Object.assign(pull(), {
      state: 'closed',
      mergedAt: at(30),
      mergeCommit: mergeSha,
      base: { ref: base, sha: 'b'.repeat(40) },
    });

  test('the acceptance of the merged pull request is found by the commit', async () => {
    setBy(maintainer);
    merge();
    expect(await merged()).toMatchObject({ kind: 'accepted', acceptance: { pullRequest: 7, by: 'Grace' } });
  });

  test('a commit of no pull request, of an open one, or of one into another branch has none', async () => {
    setBy(maintainer);
    expect(await merged()).toEqual({ kind: 'none' });
    pull().mergeCommit = mergeSha;
    expect(await merged()).toEqual({ kind: 'none' });
    merge('release-1');
    expect(await merged()).toEqual({ kind: 'none' });
  });
});

test.each([
  ['', ''],
  ['First words\nof two lines.\n\nSecond.', 'First words of two lines.'],
  ['# Title\n\n<!-- template\n\nfoo -->\n## Why\nBecause.', 'Because.'],
  ['Long talk.\n\nsluice:  the new tokenizer is worth it \r\nmore', 'the new tokenizer is worth it'],
  ['<!-- Sluice: hidden -->\nseen', 'seen'],
  ['<!-- never closed', ''],
  ['x'.repeat(600), `${'x'.repeat(499)}…`],
  ['a\u0007b\u2028c', 'a b c'],
])('of %j the reason is %j', (text, reason) => {
  expect(reasonOf(text)).toBe(reason);
});
