import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import type { ErrorCode } from '../../src/model/error.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = "version: 1\nsuite: a\ntarget: { url: 'http://127.0.0.1:9' }\n";

function planOf(
  synthetic: string,
  { protocol = 'openai-chat', workload = '', others = '', files = {} } = {},
) {
  const text = `${head}protocol: ${protocol}\nworkload:\n${workload}  classes:\n    long: { synthetic: ${synthetic} }\n${others}`;
  return loadPlan({ workspace: makeWorkspace({ 'sluice.yml': text, ...files }) });
}

const sourceOf = (...settings: Parameters<typeof planOf>) => planOf(...settings).workload.classes[0]?.source;
const lengthOf = (inputTokens: string) => sourceOf(`{ input-tokens: ${inputTokens} }`);

test('a class of synthetic inputs fits on one line', () => {
  expect(sourceOf('{ input-tokens: 900, output-tokens: 128 }')).toEqual({
    kind: 'synthetic',
    inputTokens: { shape: { kind: 'fixed', tokens: 900 } },
    outputTokens: { shape: { kind: 'fixed', tokens: 128 } },
    count: 1_000,
  });
});

test.each([
  ["'200-400'", { shape: { kind: 'uniform', from: 200, to: 400 } }],
  [
    '{ mean: 400, deviation: 300, maximum: 4000 }',
    { shape: { kind: 'log-normal', mean: 400, deviation: 300 }, maximum: 4_000 },
  ],
  [
    '{ p50: 300, p95: 2000, minimum: 10 }',
    { shape: { kind: 'percentiles', p50: 300, p95: 2_000 }, minimum: 10 },
  ],
  [
    '{ p50: 300, p95: 2000, p99: 6000 }',
    { shape: { kind: 'percentiles', p50: 300, p95: 2_000, p99: 6_000 } },
  ],
  [
    '{ histogram: [[100, 40], [500, 0], [900, 9.5]] }',
    {
      shape: {
        kind: 'histogram',
        bins: [
          { upTo: 100, count: 40 },
          { upTo: 500, count: 0 },
          { upTo: 900, count: 9.5 },
        ],
      },
    },
  ],
])('a length may be written as %s', (written, inputTokens) => {
  expect(lengthOf(written)).toMatchObject({ inputTokens });
});

test.each([
  ['{ share: 0.3 }', { kind: 'share', share: 0.3, groups: 1 }],
  ['{ tokens: 512, groups: 4 }', { kind: 'tokens', tokens: 512, groups: 4 }],
])('a shared prefix may be written as %s', (written, sharedPrefix) => {
  expect(sourceOf(`{ input-tokens: 900, shared-prefix: ${written} }`)).toMatchObject({ sharedPrefix });
});

test('long inputs are fewer, unless their number is said', () => {
  expect(lengthOf('8000')).toMatchObject({ count: 250 });
  expect(lengthOf('100000')).toMatchObject({ count: 32 });
  expect(sourceOf('{ input-tokens: 8000, count: 7 }')).toMatchObject({ count: 7 });
});

test('the maximum is what the answer and the chat template leave of the context', () => {
  const source = sourceOf('{ input-tokens: maximum, output-tokens: 200 }', {
    workload: '  context-tokens: 8192\n',
  });
  expect(source).toMatchObject({ inputTokens: { shape: { kind: 'maximum' } }, contextTokens: 8_128 });
});

test('a prompt begins with the salt and asks for the output that its class has', () => {
  const plan = planOf('{ input-tokens: 900, output-tokens: 128 }');
  expect(plan.protocol).toMatchObject({
    body: { messages: [{ role: 'user', content: '{{salt}} {{text}}' }], max_tokens: '{{output_tokens}}' },
  });
  expect(plan.workload.tokenizer).toEqual({ kind: 'o200k' });
  const told = plan.guesses.join('\n');
  expect(told).toContain("prompt: '{{salt}} {{text}}'");
  expect(told).toContain("max-tokens: '{{output_tokens}}'");
  expect(told).toContain('ignore-eos');
  expect(told).toContain('tokenizer: o200k');
});

test('every protocol that takes a text gets it with the salt', () => {
  const bodies = ['openai-completions', 'openai-embeddings', 'http-json', 'tgi', 'ollama', 'llama.cpp'].map(
    (protocol) => JSON.stringify(planOf('{ input-tokens: 900 }', { protocol }).protocol),
  );
  for (const body of bodies) expect(body).toContain('"{{salt}} {{text}}"');
});

test('what the user writes about the request stays', () => {
  const protocol = "{ openai-completions: { prompt: 'Q: {{text}}', max-tokens: 9 } }";
  expect(planOf('{ input-tokens: 900, output-tokens: 128 }', { protocol }).protocol).toMatchObject({
    body: { prompt: 'Q: {{text}}', max_tokens: 9 },
  });
});

test('beside a class that asks for no length, the length of answers is a guess', () => {
  const others = '    short: { rows: [{ text: a }] }\n';
  const plan = planOf('{ input-tokens: 900, output-tokens: 300 }', { others });
  expect(plan.protocol).toMatchObject({
    body: { messages: [{ content: '{{salt}} {{text}}' }], max_tokens: 128 },
  });
  expect(plan.guesses.join('\n')).toContain('not every class has `output-tokens`');
});

test('the candidate itself may count the tokens', () => {
  const { workload } = planOf('{ input-tokens: 900 }', { workload: '  tokenizer: server\n' });
  expect(workload.tokenizer).toEqual({ kind: 'server' });
});

test('a tokenizer of the workspace is named by its path, and nothing is guessed', () => {
  const plan = planOf('{ input-tokens: 900 }', {
    workload: '  tokenizer: models/tokenizer.json\n',
    files: { 'models/tokenizer.json': '{}' },
  });
  expect(plan.workload.tokenizer).toEqual({ kind: 'file', path: 'models/tokenizer.json' });
  expect(plan.guesses.join()).not.toContain('tokenizer');
});

const ofLength = (inputTokens: string): [string, string] => [`{ input-tokens: ${inputTokens} }`, ''];

/** What is wrong; the class and further settings of the workload; the code; what fact and remedy must name. */
const faults: [title: string, [string, string], code: ErrorCode, fact: string, remedy: string][] = [
  ['a negative length', ofLength('-5'), 'config-invalid', '-5', 'at least 1'],
  ['half a token', ofLength('1.5'), 'config-invalid', '1.5', 'number of tokens'],
  ['a range upside down', ofLength("'400-200'"), 'config-invalid', '400-200', '200-400'],
  ['a length in words', ofLength('many'), 'config-invalid', 'many', '200-400'],
  ['a deviation without mean', ofLength('{ deviation: 5 }'), 'config-invalid', 'without a `mean`', '`mean`'],
  [
    'a mean without deviation',
    ofLength('{ mean: 5 }'),
    'config-invalid',
    'without a `deviation`',
    'deviation',
  ],
  ['a negative deviation', ofLength('{ mean: 5, deviation: -1 }'), 'config-invalid', '-1', 'more than 0'],
  ['percentiles that fall', ofLength('{ p50: 50, p95: 40 }'), 'config-invalid', 'do not ascend', 'p99'],
  ['a p99 below p95', ofLength('{ p50: 5, p95: 40, p99: 39 }'), 'config-invalid', 'p99 39', 'p99'],
  ['a percentile alone', ofLength('{ p50: 50 }'), 'config-invalid', 'p95', 'p99'],
  ['a histogram without bins', ofLength('{ histogram: [] }'), 'config-invalid', 'histogram', 'at least 1'],
  [
    'a histogram of nothing',
    ofLength('{ histogram: [[10, 0]] }'),
    'config-invalid',
    'single count',
    'above 0',
  ],
  [
    'bins out of order',
    ofLength('{ histogram: [[10, 1], [10, 2]] }'),
    'config-invalid',
    '10 after 10',
    'Sort',
  ],
  ['a negative count', ofLength('{ histogram: [[10, -1]] }'), 'config-invalid', '-1', 'at least 0'],
  ['a bin that is none', ofLength('{ histogram: [10] }'), 'config-invalid', '10', '[upTo, count]'],
  [
    'two forms',
    ofLength('{ mean: 5, deviation: 1, p50: 4, p95: 9 }'),
    'config-invalid',
    'more than one',
    'one of',
  ],
  ['no form', ofLength('{ maximum: 9 }'), 'config-invalid', 'nothing', 'one of'],
  [
    'bounds upside down',
    ofLength('{ p50: 4, p95: 9, minimum: 8, maximum: 7 }'),
    'config-invalid',
    '8',
    'Exchange',
  ],
  ['no length', ['{ output-tokens: 4 }', ''], 'config-invalid', 'missing', 'input-tokens'],
  [
    'a key that is none',
    ['{ input-tokens: 4, input_tokens: 4 }', ''],
    'config-unknown-key',
    'input_tokens',
    'input-tokens',
  ],
  [
    'answers of the maximum',
    ['{ input-tokens: 4, output-tokens: maximum }', ''],
    'config-invalid',
    'maximum',
    '200-400',
  ],
  [
    'a prefix longer than the input',
    ['{ input-tokens: 400, shared-prefix: { tokens: 512 } }', ''],
    'config-invalid',
    '512',
    'Shorten the prefix',
  ],
  [
    'a prefix longer than some inputs',
    ['{ input-tokens: { p50: 900, p95: 2000 }, shared-prefix: { tokens: 512 } }', ''],
    'config-invalid',
    'as few as 1',
    '`minimum`',
  ],
  [
    'a prefix of two lengths',
    ['{ input-tokens: 400, shared-prefix: { tokens: 5, share: 0.2 } }', ''],
    'config-invalid',
    'shared-prefix',
    'share: 0.3',
  ],
  [
    'a prefix that is all',
    ['{ input-tokens: 400, shared-prefix: { share: 1 } }', ''],
    'config-invalid',
    '1',
    'less than 1',
  ],
  [
    'a maximum of nothing',
    ['{ input-tokens: maximum, output-tokens: 9 }', ''],
    'config-invalid',
    'context-tokens',
    'context-tokens',
  ],
  [
    'a maximum beside nothing',
    ['{ input-tokens: maximum }', '  context-tokens: 8192\n'],
    'config-invalid',
    'output-tokens',
    'output-tokens',
  ],
  [
    'a context smaller than the answer',
    ['{ input-tokens: maximum, output-tokens: 9000 }', '  context-tokens: 8192\n'],
    'config-invalid',
    '8192',
    'Shorten the answers',
  ],
  [
    'an input that does not fit',
    ['{ input-tokens: 8000, output-tokens: 200 }', '  context-tokens: 8192\n'],
    'config-invalid',
    '8192',
    '`maximum`',
  ],
  [
    'more text than fits',
    ['{ input-tokens: 100000, count: 1000 }', ''],
    'config-invalid',
    '100 million',
    '`count` to 200',
  ],
  [
    'a tokenizer that is none',
    ['{ input-tokens: 9 }', '  tokenizer: gpt2\n'],
    'config-invalid',
    'gpt2',
    'o200k',
  ],
  [
    'a tokenizer that is missing',
    ['{ input-tokens: 9 }', '  tokenizer: no/tokenizer.json\n'],
    'tokenizer-invalid',
    'no/tokenizer.json',
    'Commit',
  ],
  [
    'a tokenizer outside of the workspace',
    ['{ input-tokens: 9 }', '  tokenizer: ../tokenizer.json\n'],
    'path-outside-workspace',
    '../tokenizer.json',
    'inside',
  ],
];

test.each(faults)('%s is refused with place and remedy', (_, [synthetic, workload], code, fact, remedy) => {
  const error = errorOf(() => planOf(synthetic, { workload }));
  expect(error).toMatchObject({ code, location: expect.stringMatching(/^sluice\.yml:[5-8]$/) });
  expect(error.fact).toContain(fact);
  expect(error.remedy).toContain(remedy);
});
