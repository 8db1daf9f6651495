import { expect, test } from 'vitest';
import { tellMergeRequest, tellMergeRequestError } from '../../src/gate/tell-merge-request.ts';
import { SluiceError } from '../../src/model/error.ts';
import { GitLab } from '../support/gitlab-api.ts';

const comment = '<!-- sluice:suite=tickets -->\npass';

function changeOn(gitlab: GitLab) {
  const place = { apiUrl: gitlab.url, projectId: gitlab.project, iid: gitlab.iid };
  return { origin: {}, change: { target: { branch: 'main' }, isFork: false, gitlab: place } };
}

test('a token of its own goes before the one that other tools use', async () => {
  const gitlab = await new GitLab().start();
  const env = { SLUICE_GITLAB_TOKEN: gitlab.token, GITLAB_TOKEN: 'of another tool' };
  expect(await tellMergeRequest(changeOn(gitlab), 'auto', comment, env)).toBeUndefined();
  expect(gitlab.notes.map(({ body }) => body)).toEqual([comment]);
});

test('without a token, and nowhere but on GitLab, nothing is written', async () => {
  const gitlab = await new GitLab().start();
  const ci = changeOn(gitlab);
  expect(await tellMergeRequest(ci, 'auto', comment, { GITLAB_TOKEN: '' })).toContain(
    'none of SLUICE_GITLAB_TOKEN and GITLAB_TOKEN is set',
  );
  const env = { GITLAB_TOKEN: gitlab.token };
  expect(await tellMergeRequest(ci, 'never', comment, env)).toBeUndefined();
  expect(await tellMergeRequest({ origin: {} }, 'auto', comment, env)).toBeUndefined();
  const elsewhere = { origin: {}, change: { target: { branch: 'main' }, isFork: false } };
  expect(await tellMergeRequest(elsewhere, 'auto', comment, env)).toBeUndefined();
  expect(gitlab.asked).toEqual([]);
});

test('an error replaces the older verdict, and a cancelled gate does not', async () => {
  const gitlab = await new GitLab().start();
  const ci = changeOn(gitlab);
  const env = { GITLAB_TOKEN: gitlab.token };
  await tellMergeRequest(ci, 'auto', comment, env);
  const error = (code: 'cancelled' | 'target-never-ready') =>
    new SluiceError(code, { fact: 'It never answered.', remedy: 'Look at its log.' });
  const suite = { suite: 'tickets', commenting: 'auto' } as const;
  await tellMergeRequestError(ci, suite, error('cancelled'), env);
  await tellMergeRequestError(ci, { ...suite, commenting: 'never' }, error('target-never-ready'), env);
  expect(gitlab.notes[0]?.body).toBe(comment);
  await tellMergeRequestError(ci, suite, error('target-never-ready'), env);
  expect(gitlab.notes).toHaveLength(1);
  expect(gitlab.notes[0]?.body).toContain('It never answered.');
});
