import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { isSecretName, secretsOf } from '../../src/gate/secrets.ts';
import { makeWorkspace } from '../config/workspace.ts';

test.each([
  'API_KEY',
  'x-api-key',
  'Authorization',
  'authToken',
  'npm_config_//r/:_authToken',
  'INPUT_GITHUB-TOKEN',
  'DB_PASSWORD',
  'cookie',
  'GH_PAT',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
  'MAX_TOKENS',
  'TOKENIZER',
  'SSH_AUTH_SOCK',
  'PWD',
  'SECRET_FILE',
  'monkey',
  'AUTH_URL',
  'PATH',
  'key-size',
])('%s names none', (name) => expect(isSecretName(name)).toBe(false));

test('secrets are found in every part of the settings that may hold one, and in our own environment', () => {
  const settings = {
    version: 1,
    suite: 'a',
    target: {
      container: {
        build: { args: { NPM_TOKEN: 'in-build' } },
        env: { KEY: 'in-env', MODEL: 'small' },
        command: ['serve', '--api-key', 'in-command', '--port', '8000'],
        'extra-arguments': ['--env=HF_TOKEN=in-extra'],
        ready: { path: '/health?sig=in-ready' },
        metrics: { path: '/metrics?token=in-metrics' },
      },
    },
    base: { container: { env: { KEY: 'in-base' } } },
    protocol: {
      multipart: {
        path: '/x?key=in%20path&model=small',
        headers: { authorization: 'Bearer in-header', accept: 'text/plain' },
        fields: { api_key: 'in-field-{{text}}-end', text: '{{text}}' },
      },
    },
    workload: { classes: { only: { weight: 1, rows: [{ text: 'a' }] } } },
  };
  const workspace = makeWorkspace({ 'sluice.yml': JSON.stringify(settings), Dockerfile: 'FROM scratch\n' });
  const environment = { NODE_AUTH_TOKEN: 'in-runner', HTTPS_PROXY: 'http://u:in-proxy@p:1', HOME: '/root' };
  expect(secretsOf(loadPlan({ workspace }), environment).sort()).toEqual(
    [
      '-end',
      'in path',
      'in-base',
      'in-build',
      'in-command',
      'in-env',
      'in-extra',
      'in-field-',
      'in-header',
      'in-metrics',
      'in-proxy',
      'in-ready',
      'in-runner',
    ].sort(),
  );
});

test('what the variables hold that exports are named by is a secret, whatever their names', () => {
  const settings = `
version: 1
suite: a
target: { url: 'http://127.0.0.1:9' }
export:
  mlflow: { tracking-url: http://a, token-env: TRACKER }
  wandb: { key-env: WB }
  clearml: { access-key-env: FIRST, secret-key-env: SECOND }
  prometheus: { remote-write: http://a, token-env: WRITER }
  otlp: { endpoint: http://a, header-env: { x-team: TEAM } }
  webhook: { url-env: CHAT, secret-env: SIGNER }
`;
  const environment = {
    TRACKER: 'in-mlflow',
    WB: 'in-wandb',
    FIRST: 'in-clearml',
    SECOND: 'in-clearml-too',
    WRITER: 'in-prometheus',
    TEAM: 'in-otlp',
    CHAT: 'https://chat.example.com/in-path',
    SIGNER: 'in-signature',
    UNNAMED: 'no secret',
  };
  const { UNNAMED, ...named } = environment;
  const found = secretsOf(loadPlan({ workspace: makeWorkspace({ 'sluice.yml': settings }) }), environment);
  expect(found).toEqual(expect.arrayContaining(Object.values(named)));
  expect(found).toContain('/in-path');
  expect(found).not.toContain(UNNAMED);
});
