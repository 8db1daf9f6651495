import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import type { ExportsPlan } from '../../src/model/export.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = "version: 1\nsuite: tickets\ntarget: { url: 'http://127.0.0.1:9' }\n";
const load = (text: string): ExportsPlan | undefined =>
  loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `${head}${text}\n` }) }).exports;

test('nobody is told where nobody is named', () => {
  expect(load('')).toBeUndefined();
  expect(load('export: {}')).toEqual({});
});

test('an address is enough for MLflow; the experiment is called like the suite', () => {
  expect(load('export: { mlflow: { tracking-url: https://mlflow.example.com } }')).toEqual({
    mlflow: { trackingUrl: 'https://mlflow.example.com', experiment: 'tickets' },
  });
  const all =
    'export: { mlflow: { tracking-url: http://a:5000/p, experiment: e, model: { name: m, version: 3 }, token-env: T } }';
  expect(load(all)?.mlflow).toEqual({
    trackingUrl: 'http://a:5000/p',
    experiment: 'e',
    model: { name: 'm', version: '3' },
    tokenVariable: 'T',
  });
  const alias = "export: { mlflow: { tracking-url: http://a, model: { name: m, version: '@champion' } } }";
  expect(load(alias)?.mlflow?.model?.version).toBe('@champion');
});

test('Weights & Biases and ClearML are found where they are at home, unless the settings say otherwise', () => {
  expect(load('export: { wandb: {}, clearml: {} }')).toEqual({
    wandb: { baseUrl: 'https://api.wandb.ai', project: 'tickets', keyVariable: 'WANDB_API_KEY' },
    clearml: {
      apiUrl: 'https://api.clear.ml',
      filesUrl: 'https://files.clear.ml',
      project: 'tickets',
      accessKeyVariable: 'CLEARML_API_ACCESS_KEY',
      secretKeyVariable: 'CLEARML_API_SECRET_KEY',
    },
  });
  expect(load('export: { wandb: { entity: team, key-env: K } }')?.wandb).toMatchObject({
    entity: 'team',
    keyVariable: 'K',
  });
});

test.each([
  ['https://api.ml.example.com', 'https://files.ml.example.com'],
  ['http://clearml:8008', 'http://clearml:8081'],
  ['https://clearml.example.com/api', undefined],
])('beside the API of ClearML at %s, files are at %s', (api, files) => {
  expect(load(`export: { clearml: { api-url: '${api}' } }`)?.clearml?.filesUrl).toBe(files);
  const given = `export: { clearml: { api-url: '${api}', files-url: 'https://own.example.com' } }`;
  expect(load(given)?.clearml?.filesUrl).toBe('https://own.example.com');
});

test.each([
  ['mlflow: {}', 'tracking-url'],
  ['mlflow: { tracking-url: mlflow.example.com }', 'no http or https address'],
  [
    'mlflow: { tracking-url: "https://me:pass@mlflow" }',
    'no http or https address without user and password',
  ],
  ['mlflow: { tracking-url: "file:///runs" }', 'no http or https address'],
  ['mlflow: { tracking-url: http://a, token-env: dapi-0123 }', 'no name of an environment variable'],
  ['mlflow: { tracking-url: http://a, model: { name: m } }', 'version'],
  ['mlflow: { tracking-url: http://a, tracking-uri: http://b }', '`tracking-url`'],
  ['wandb: { api-key: abc }', '`api-key` is no known key'],
  ['clearml: { files-url: /files }', 'no http or https address'],
  ['mlfow: { tracking-url: http://a }', '`mlflow`'],
])('%s is refused at its place', (text, said) => {
  const error = errorOf(() => load(`export: { ${text} }`));
  expect(error.code).toMatch(/^config-(?:invalid|unknown-key)$/);
  expect(error.location).toContain('sluice.yml');
  expect([error.fact, error.remedy, ...error.evidence].join(' ')).toContain(said);
});

test('a refused variable is never shown: it may be the secret itself', () => {
  const error = errorOf(() => load('export: { wandb: { key-env: 40-hex-digits } }'));
  expect([error.fact, error.remedy, ...error.evidence].join(' ')).not.toContain('40-hex-digits');
});
