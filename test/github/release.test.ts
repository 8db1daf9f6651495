import { expect, test } from 'vitest';
import { attachToRelease, readChangedFiles, type ActionContext } from '../../src/github/index.ts';
import { forkToken } from '../support/github-api/server.ts';
import { eachWithGitHub, quick, token } from './github-scene.ts';

const endMarker = '<!-- /sluice -->';
const scene = eachWithGitHub();

const context = (change: Partial<ActionContext> = {}): ActionContext =>
  scene.context({ event: 'release', ref: 'refs/tags/v1.2', ...change });
const attach = (text: string, suite = 'tickets') => {
  const marker = `<!-- sluice:suite=${suite} -->`;
  const section = `${marker}\n${text}\n\n${endMarker}`;
  return attachToRelease({ tag: 'v1.2', marker, section, endMarker }, context(), token, quick);
};
const release = (body: string | null) => {
  const stored = { id: 5, tag: 'v1.2', body };
  scene.api.repository.releases.push(stored);
  return stored;
};

test('the verdict is put below the notes, and replaced where it stands already', async () => {
  const stored = release('What is new.\r\n');
  expect(await attach('pass')).toEqual({});
  expect(stored.body).toBe(`What is new.\n\n<!-- sluice:suite=tickets -->\npass\n\n${endMarker}`);
  stored.body += '\nThanks to all.';
  await attach('fail');
  expect(stored.body).toBe(
    `What is new.\n\n<!-- sluice:suite=tickets -->\nfail\n\n${endMarker}\nThanks to all.`,
  );
});

test('notes that are right already are not written again', async () => {
  release(null);
  await attach('pass');
  await attach('pass');
  expect(scene.api.calls.filter(({ operation }) => operation === 'repos/update-release')).toHaveLength(1);
});

test('three suites at once all find their place', async () => {
  const stored = release('');
  await Promise.all(['a', 'b', 'c'].map((suite) => attach(`verdict of ${suite}`, suite)));
  for (const suite of ['a', 'b', 'c']) expect(stored.body?.split(`verdict of ${suite}\n`)).toHaveLength(2);
});

test('a tag without a release is left alone', async () => {
  expect(await attach('pass')).toEqual({});
});

test('a token that may not write, and notes that are full, cost a notice', async () => {
  release('x'.repeat(124_990));
  expect((await attach('pass')).notice).toContain('longer than GitHub allows');
  scene.api.repository.releases[0]!.body = '';
  scene.api.repository.tokens.set(token, forkToken);
  expect((await attach('pass')).notice).toContain('`contents: write`');
});

test('the files that a push changed are known, and unknown where GitHub does not tell', async () => {
  const before = scene.api.repository.addCommit(new Map([['a', '1']]), 'one');
  const sha = scene.api.repository.addCommit(
    new Map([
      ['a', '1'],
      ['baselines/t/x.json', '{}'],
    ]),
    'two',
    [before],
  );
  const read = (change: Partial<ActionContext>) =>
    readChangedFiles(context({ event: 'push', sha, ...change }), token, quick);
  expect(await read({ before })).toEqual(['baselines/t/x.json']);
  expect(await read({})).toBeUndefined();
  expect(await read({ before: 'f'.repeat(40) })).toBeUndefined();
});
