import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const container = '{ container: { image: a } }';

function planOf(batching: string, target = container) {
  const lines = [
    'version: 1',
    'suite: a',
    `target: ${target}`,
    'profiles: { pr: { scenarios: [mixed, batching, long-context] } }',
    `scenarios:`,
    `  batching: ${batching}`,
  ];
  return loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `${lines.join('\n')}\n` }) });
}

const scenarioOf = (batching: string, target?: string) => planOf(batching, target).scenarios[1];

test('batching goes from 1 to 32 users by default, as the server is', () => {
  expect(scenarioOf('{}', '{ url: "https://a.example" }')).toEqual({
    kind: 'batching',
    concurrency: [1, 2, 4, 8, 16, 32],
    stepMs: 8_000,
    settings: [],
  });
});

test('settings of the server are variables and arguments, and the numbers of users are put in order', () => {
  expect(
    scenarioOf(
      '{ concurrency: [16, 4, 16], step: 2s, settings: [{ name: as is }, { name: b, env: { WORKERS: 2 }, arguments: [--max-num-seqs, "64"] }] }',
    ),
  ).toEqual({
    kind: 'batching',
    concurrency: [4, 16],
    stepMs: 2_000,
    settings: [
      { name: 'as is', env: {}, arguments: [] },
      { name: 'b', env: { WORKERS: '2' }, arguments: ['--max-num-seqs', '64'] },
    ],
  });
});

test.each([
  [
    'settings of what is behind a url',
    '{ settings: [{ name: a }] }',
    '{ url: "https://a.example" }',
    'behind a url',
    'leave `settings` out',
  ],
  [
    'two settings of one name',
    '{ settings: [{ name: a }, { name: b }, { name: a }] }',
    container,
    'Two settings are called `a`',
    'a name of its own',
  ],
])('%s are refused with their line', (_, batching, target, fact, remedy) => {
  const error = errorOf(() => scenarioOf(batching, target));
  expect(error).toMatchObject({ code: 'config-invalid', location: 'sluice.yml:6' });
  expect(error.fact).toContain(fact);
  expect(error.remedy).toContain(remedy);
});

test('the class of the long context is one of the workload', () => {
  const lines = (name: string) => [
    'version: 1',
    `target: ${container}`,
    'workload: { classes: { short: { rows: [{ text: a }] }, long: { rows: [{ text: b }] } } }',
    'profiles: { pr: { scenarios: [mixed, long-context] } }',
    `scenarios: { long-context: { class: ${name}, most-concurrency: 16 } }`,
  ];
  const load = (name: string) =>
    loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `${lines(name).join('\n')}\n` }) });
  expect(load('long').scenarios[1]).toEqual({
    kind: 'long-context',
    className: 'long',
    mostConcurrency: 16,
    stepMs: 10_000,
  });
  expect(errorOf(() => load('lnog'))).toMatchObject({
    code: 'config-invalid',
    location: 'sluice.yml:5',
    fact: 'There is no class `lnog`.',
    remedy: expect.stringContaining('long'),
  });
});
