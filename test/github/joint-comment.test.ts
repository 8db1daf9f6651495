import { expect, test } from 'vitest';
import { publish, type ActionContext, type Publication } from '../../src/github/index.ts';
import { jointMarker, renderJointComment } from '../../src/report/index.ts';
import { workflowToken } from '../support/github-api/server.ts';
import { eachWithGitHub, headSha, quick, token } from './github-scene.ts';

const scene = eachWithGitHub();

const context = (change: Partial<ActionContext> = {}): ActionContext =>
  scene.context({
    event: 'pull_request',
    pullRequest: {
      number: 7,
      baseSha: 'b'.repeat(40),
      baseRef: 'main',
      headSha,
      headRepo: 'octo-org/model',
      isFork: false,
      draft: false,
    },
    ref: 'refs/pull/7/merge',
    ...change,
  });

const tell = (suite: string, verdict: Publication['verdict'] = 'pass', change: Partial<ActionContext> = {}) =>
  publish(
    {
      suite,
      verdict,
      sentence: `the sentence of ${suite}`,
      comment: `<!-- sluice:suite=${suite} -->\nalone`,
      summary: `the summary of ${suite}`,
      commenting: 'joint',
      joint: { marker: jointMarker, render: renderJointComment },
    },
    context(change),
    token,
    quick,
  );
const bodies = () => scene.api.repository.comments.map(({ body }) => body);

test('eight jobs that end at once share one comment, and none of them is missing in it', async () => {
  const suites = ['h', 'c', 'a', 'g', 'b', 'f', 'd', 'e'].map((name) => `suite-${name}`);
  const results = await Promise.all(suites.map((suite) => tell(suite)));
  expect(results.flatMap(({ notices }) => notices)).toEqual([]);
  expect(bodies()).toHaveLength(1);
  const [body = ''] = bodies();
  expect([...body.matchAll(/the sentence of (suite-\w)/g)].map(([, suite]) => suite)).toEqual(
    suites.toSorted(),
  );
  expect(body).toMatch(/^<!-- sluice:joint -->\n### ✓ Pass: 8 of 8 suites/);
});

test('the worst verdict is the heading, and a later run of a suite replaces its row', async () => {
  await tell('a');
  await tell('b', 'fail');
  expect(bodies()[0]).toContain('✗ Fail: 1 of 2 suites');
  expect(bodies()[0]).toContain('the summary of b');
  await tell('b', 'pass', { runAttempt: 2 });
  expect(bodies()).toHaveLength(1);
  expect(bodies()[0]).toContain('✓ Pass: 2 of 2 suites');
  expect(bodies()[0]).not.toContain('the summary of b');
});

test('pull requests with one head keep their suites apart', async () => {
  await tell('a', 'fail');
  const { pullRequest } = context();
  await tell('b', 'pass', { pullRequest: { ...pullRequest!, number: 8, baseRef: 'release-1' } });
  expect(scene.api.repository.comments.map(({ issueNumber }) => issueNumber)).toEqual([7, 8]);
  expect(bodies()[1]).toContain('1 of 1 suites');
});

test('without a check run the suite has a comment of its own', async () => {
  scene.api.repository.tokens.set(token, { ...workflowToken, permissions: { 'pull-requests': 'write' } });
  const { notices } = await tell('a');
  expect(notices).toEqual([expect.stringContaining('`checks: write`')]);
  expect(bodies()).toEqual(['<!-- sluice:suite=a -->\nalone']);
});

test('reports that do not fit are left out whole, and every row stays', () => {
  const suites = Array.from({ length: 12 }, (_, i) => ({
    suite: `suite-${i}`,
    verdict: 'fail' as const,
    sentence: 'slower | <b>',
    summary: 'x'.repeat(20_000),
    url: 'https://github.com/octo-org/model/runs/1',
  }));
  const body = renderJointComment(suites);
  expect(body.length).toBeLessThan(65_000);
  expect(body.match(/<details>/g)).toHaveLength(3);
  expect(body).toContain('The reports of 9 suites left out');
  expect(body.match(/^\| {2}?✗/gm)).toHaveLength(12);
  expect(body).not.toContain('<b>');
});
