import { expect, test } from 'vitest';
import { loadGate, loadPlan } from '../../src/config/index.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { EdgeCasesPlan } from '../../src/model/scenario.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = "version: 1\ntarget: { url: 'http://127.0.0.1:9' }\n";

const load = (text: string, profile?: string): Plan => {
  const workspace = makeWorkspace({ 'sluice.yml': `${head}${text}\n`, 'a.js': '' });
  return loadPlan({ workspace, ...(profile === undefined ? {} : { profile }) });
};

const edgeCasesOf = ({ scenarios }: Plan): EdgeCasesPlan | undefined =>
  scenarios.find((scenario) => scenario.kind === 'edge-cases');

test('without a word about edge cases none are sent', () => {
  const plan = load('');
  expect(edgeCasesOf(plan)).toBeUndefined();
  expect(plan.gate.edgeCases).toBeUndefined();
});

test('described edge cases are sent after every scenario, unless a profile lists its scenarios without them', () => {
  const text = 'workload: { edge-cases: {} }\nprofiles: { pr: { budget: 1m }, mine: { scenarios: [mixed] } }';
  expect(load(text).scenarios.at(-1)?.kind).toBe('edge-cases');
  expect(edgeCasesOf(load(text, 'mine'))).toBeUndefined();
});

test('a profile that lists them sends the whole built-in set, with what is right of each', () => {
  const plan = edgeCasesOf(load('profiles: { pr: { scenarios: [mixed, edge-cases] } }'));
  expect(plan).toMatchObject({ share: 0.1, maximumLength: 8192 });
  expect(plan?.cases.map(({ name }) => name)).toEqual([
    'empty',
    'one-character',
    'max-length',
    'over-max-length',
    'unicode',
    'control-characters',
    'deep-nesting',
    'malformed-json',
    'wrong-content-type',
    'huge-numbers',
    'missing-fields',
  ]);
  expect(plan?.cases.find(({ name }) => name === 'malformed-json')?.expect).toEqual(['4xx']);
  expect(plan?.cases.every(({ expect: right }) => !right.includes('5xx'))).toBe(true);
});

test('a choice, expectations, own cases and the gate are taken as they are written', () => {
  const text = `
workload:
  edge-cases:
    builtin: [empty, malformed-json]
    own:
      - { name: old-client, body: '<xml/>', expect: 415 }
      - { name: no-language, row: { language: '' } }
    share: 5%
    maximum-length: 100
    expect: { malformed-json: [400, 5xx] }
    gate: all`;
  const plan = load(text);
  expect(edgeCasesOf(plan)).toEqual({
    kind: 'edge-cases',
    cases: [
      { name: 'empty', make: 'empty', expect: ['2xx', '4xx'] },
      { name: 'malformed-json', make: 'malformed-json', expect: ['400', '5xx'] },
      { name: 'old-client', make: { body: '<xml/>' }, expect: ['415'] },
      { name: 'no-language', make: { row: { language: '' } }, expect: ['2xx', '4xx'] },
    ],
    share: 0.05,
    maximumLength: 100,
  });
  expect(plan.gate.edgeCases).toBe('all');
  const workspace = makeWorkspace({ 'sluice.yml': `${head}${text}\n` });
  expect(loadGate({ workspace }).gate.edgeCases).toBe('all');
});

test.each([
  ['an unknown case', '{ builtin: [malformed-jsn] }', /malformed-jsn/, /malformed-json/],
  [
    'an expectation of a case that is not sent',
    '{ builtin: [empty], expect: { emty: 4xx } }',
    /emty/,
    /empty/,
  ],
  ['what is no status', '{ expect: { empty: 4x } }', /no status/, /4xx/],
  ['an own case with nothing to send', '{ own: [{ name: a }] }', /neither/, /one of the two/],
  [
    'two cases of one name',
    "{ builtin: [empty], own: [{ name: empty, body: '' }] }",
    /two edge cases/,
    /own way/,
  ],
  ['more odd requests than good ones', '{ share: 60% }', /60%/, /50%/],
])('%s is refused', (_, edgeCases, fact, remedy) => {
  const error = errorOf(() => load(`workload: { edge-cases: ${edgeCases} }`));
  expect(error.location).toBe('sluice.yml:3');
  expect([error.fact, error.remedy]).toEqual([expect.stringMatching(fact), expect.stringMatching(remedy)]);
});

test('edge cases of a script are refused, because it makes its own requests', () => {
  const error = errorOf(() => load('protocol: { script: a.js }\nworkload: { edge-cases: {} }'));
  expect(error).toMatchObject({ code: 'config-invalid', location: 'sluice.yml:4' });
});
