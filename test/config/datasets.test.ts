import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = "version: 1\nsuite: a\ntarget: { url: 'http://127.0.0.1:1' }\n";
const files = Object.fromEntries(
  ['a.jsonl', 'a.NDJSON', 'a.csv', 'a.json', 'a.parquet', 'trace.csv'].map((name) => [
    name,
    'timestamp\n1\n',
  ]),
);

const planOf = (text: string) =>
  loadPlan({ workspace: makeWorkspace({ ...files, 'sluice.yml': `${head}${text}` }) });
const classOf = (settings: string) => `workload:\n  classes:\n    a: { ${settings} }\n`;

test.each([
  ['dataset: a.jsonl', { kind: 'file', path: 'a.jsonl', format: 'jsonl' }],
  ['dataset: a.NDJSON', { kind: 'file', path: 'a.NDJSON', format: 'jsonl' }],
  ['dataset: a.csv, layout: azure-llm', { kind: 'file', path: 'a.csv', format: 'csv', layout: 'azure-llm' }],
  ['dataset: a.json, layout: sharegpt', { kind: 'file', path: 'a.json', format: 'json', layout: 'sharegpt' }],
  ['dataset: a.parquet', { kind: 'file', path: 'a.parquet', format: 'parquet' }],
  ['dataset: a.csv, text: synthetic', { kind: 'file', path: 'a.csv', format: 'csv', text: 'synthetic' }],
])('a class with %s is planned', (settings, source) => {
  expect(planOf(classOf(settings)).workload.classes[0]?.source).toEqual(source);
});

test('a sample is planned, without replacement where nothing is said', () => {
  const sampleOf = (written: string) =>
    planOf(classOf(`dataset: a.csv, sample: ${written}`)).workload.classes[0]?.sample;
  expect(sampleOf('{ rows: 500 }')).toEqual({ rows: 500, replacement: false });
  expect(sampleOf('{ rows: 500, replacement: true }')).toEqual({ rows: 500, replacement: true });
});

test('texts that are made need a tokenizer, which is guessed aloud', () => {
  const { workload, guesses } = planOf(classOf('dataset: a.csv, text: synthetic'));
  expect(workload.tokenizer).toEqual({ kind: 'o200k' });
  expect(guesses.join()).toContain('tokenizer: o200k');
  expect(planOf(classOf('dataset: a.csv')).workload).not.toHaveProperty('tokenizer');
});

const replay = (settings = '', classes = 'a: { dataset: trace.csv }') =>
  `load:\n  arrivals: { replay: { file: trace.csv${settings} } }\nworkload:\n  classes:\n    ${classes}\n`;

test.each([
  ['own, where all classes draw from it', replay(), 'own'],
  ['own, of two classes', replay('', 'b: { dataset: trace.csv }\n    c: { dataset: trace.csv }'), 'own'],
  ['drawn, by wish', replay(', inputs: drawn'), 'drawn'],
  ['drawn, of a sample', replay('', 'a: { dataset: trace.csv, sample: { rows: 1 } }'), 'drawn'],
  ['drawn, of another file', replay('', 'a: { dataset: a.csv }'), 'drawn'],
  ['drawn, of another layout', replay('', 'a: { dataset: trace.csv, layout: rows }'), 'drawn'],
])('the inputs of a replayed trace are %s', (_, settings, inputs) => {
  expect(planOf(settings).load.arrivals).toMatchObject({ kind: 'replay', inputs });
});

test.each([
  ['an unknown kind of file', classOf('dataset: a.xlsx'), 6, "'a.xlsx'", '.parquet'],
  ['an unknown layout', classOf('dataset: a.csv, layout: azure'), 6, "'azure'", 'azure-llm'],
  [
    'a layout without a dataset',
    classOf('rows: [{ text: x }], layout: rows'),
    6,
    '`layout`',
    'name the dataset',
  ],
  ['text without a dataset', classOf('rows: [{ a: x }], text: synthetic'), 6, '`text`', 'name the dataset'],
  [
    'text of another kind',
    classOf('dataset: a.csv, text: random'),
    6,
    'workload.classes.a.text',
    'synthetic',
  ],
  [
    'a sample of nothing',
    classOf('dataset: a.csv, sample: { rows: 0 }'),
    6,
    'workload.classes.a.sample.rows',
    '1',
  ],
  ['a sample by a number', classOf('dataset: a.csv, sample: 500'), 6, 'workload.classes.a.sample', ''],
  [
    'a trace in Parquet',
    'load:\n  arrivals: { replay: { file: a.parquet } }\n',
    5,
    "'a.parquet'",
    '.jsonl or a .csv',
  ],
  [
    'own inputs of other rows',
    replay(', inputs: own', 'a: { dataset: a.csv }'),
    5,
    'not every class draws from it',
    '`inputs: drawn`',
  ],
  [
    'a weight beside own inputs',
    replay('', 'b: { dataset: trace.csv, weight: 2 }\n    c: { dataset: trace.csv }'),
    8,
    'says how often it comes',
    'Leave `weight` out',
  ],
])('%s is refused with its line', (_, settings, line, fact, remedy) => {
  const error = errorOf(() => planOf(settings));
  expect(error).toMatchObject({ code: 'config-invalid', location: `sluice.yml:${line}` });
  expect(error.message).toContain(fact);
  expect(error.remedy).toContain(remedy);
});
