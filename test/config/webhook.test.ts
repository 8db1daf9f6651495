import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { secretsOf } from '../../src/gate/secrets.ts';
import { makeWorkspace } from './workspace.ts';

const planOf = (webhook: string) =>
  loadPlan({
    workspace: makeWorkspace({
      'sluice.yml': `version: 1\nsuite: a\ntarget: { container: { image: a } }\nexport: { webhook: { ${webhook} } }\n`,
    }),
  });

test('a webhook is told by JSON, unless a chat is named', () => {
  expect(planOf('url: "https://a.example/hook", secret-env: HOOK_SECRET').exports?.webhook).toEqual({
    format: 'json',
    url: 'https://a.example/hook',
    secretVariable: 'HOOK_SECRET',
  });
  expect(planOf('url-env: SLACK_URL, format: slack').exports?.webhook).toEqual({
    format: 'slack',
    urlVariable: 'SLACK_URL',
  });
});

test.each([
  ['format: json', /needs one of `url` and `url-env`/],
  ['url: "https://a.example", url-env: A', /needs one of `url` and `url-env`/],
  ['url: "https://me:pw@a.example"', /without user and password/],
  ['url: "ftp://a.example"', /http or https/],
  ['url-env: "https://hooks.example/services/x"', /no name of an environment variable/],
  ['url-env: A, format: slack, secret-env: B', /chats check no signature/],
  ['url-env: A, format: discord', /format/],
  ['url-env: A, secret: b', /`secret` is no known key/],
])('%s is refused', (webhook, words) => {
  expect(() => planOf(webhook)).toThrow(
    expect.objectContaining({
      code: expect.stringMatching(/^config-/),
      message: expect.stringMatching(words),
    }),
  );
});

test('what the named variables hold is hidden in every log, and so is the path of a chat’s address', () => {
  const plan = planOf('url-env: SLACK_URL, format: slack');
  const address = 'https://hooks.slack.example/services/T0/B0/xyz';
  expect(secretsOf(plan, { SLACK_URL: address, OTHER_URL: 'https://b.example/c' })).toEqual([
    address,
    '/services/T0/B0/xyz',
  ]);
  const signed = planOf('url: "https://a.example", secret-env: HOOK');
  expect(secretsOf(signed, { HOOK: 'whsec_abcdefgh' })).toEqual(['whsec_abcdefgh']);
});
