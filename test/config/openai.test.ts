import { expect, test } from 'vitest';
import { loadGate, loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = `version: 1
target: { url: 'http://127.0.0.1:9' }
`;

function planOf(protocol: string) {
  return loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `${head}protocol: ${protocol}\n` }) });
}

test('the name of a completion protocol alone is enough, and every guess is told', () => {
  const plan = planOf('openai-chat');
  expect(plan.protocol).toEqual({
    kind: 'openai-chat',
    path: '/v1/chat/completions',
    headers: {},
    body: { messages: [{ role: 'user', content: '{{text}}' }], max_tokens: 128 },
    check: {},
  });
  expect(plan.guesses.filter((guess) => /^(prompt|model|max-tokens|protocol)/.test(guess))).toEqual([
    "prompt: '{{text}}', because none is given",
    'model: left out of the request, because none is named',
    'max-tokens: 128, because none is given',
  ]);
});

test('everything that is said about a chat is in the request, and nothing is guessed', () => {
  const plan = planOf(`
  openai-chat:
    path: /api/chat
    headers: { authorization: Bearer x }
    model: tiny
    messages: [{ role: system, content: Be short. }, { role: user, content: '{{text}} {{salt}}' }]
    max-tokens: '{{tokens}}'
    temperature: 0
    ignore-eos: true
    body: { top_p: 0.9, stop: [end] }
    check: { matches: '^[A-Z]' }`);
  expect(plan.protocol).toEqual({
    kind: 'openai-chat',
    path: '/api/chat',
    headers: { authorization: 'Bearer x' },
    body: {
      model: 'tiny',
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: '{{text}} {{salt}}' },
      ],
      max_tokens: '{{tokens}}',
      temperature: 0,
      ignore_eos: true,
      top_p: 0.9,
      stop: ['end'],
    },
    check: { matches: '^[A-Z]' },
  });
  expect(plan.guesses.filter((guess) => /^(prompt|model|max-tokens|protocol)/.test(guess))).toEqual([]);
});

test('a text completion takes its prompt as a text', () => {
  expect(
    planOf(`{ openai-completions: { model: m, prompt: 'Q: {{text}}', max-tokens: 9 } }`).protocol,
  ).toMatchObject({
    kind: 'openai-completions',
    path: '/v1/completions',
    body: { model: 'm', prompt: 'Q: {{text}}', max_tokens: 9 },
  });
});

test('fields of the body win over those that Sluice writes', () => {
  const plan = planOf(
    `{ openai-chat: { model: a, body: { model: b, max_completion_tokens: 5, messages: [] } } }`,
  );
  expect(plan.protocol).toMatchObject({ body: { model: 'b', max_completion_tokens: 5, messages: [] } });
  expect(plan.protocol).not.toHaveProperty('body.max_tokens');
});

const gatedForStreams = [
  ['latency.p50', 'all'],
  ['latency.p95', 'all'],
  ['ttft.p50', 'all'],
  ['ttft.p50', 'each'],
  ['ttft.p95', 'all'],
  ['tpot.p50', 'all'],
  ['throughput', 'all'],
  ['error-rate', 'all'],
].map(([metric, classes]) => ({ metric, classes }));

test.each(['openai-chat', 'openai-completions'])('%s is gated by first token and pace', (kind) => {
  expect(planOf(kind).gate.metrics).toEqual(gatedForStreams);
});

test('a gate that judges old runs knows the metrics of streams too', () => {
  const workspace = makeWorkspace({ 'sluice.yml': `${head}protocol: openai-chat\n` });
  expect(loadGate({ workspace }).gate.metrics).toEqual(gatedForStreams);
});

test('an answer that does not stream has no first token to gate', () => {
  const { gate, protocol } = planOf('{ openai-chat: { stream: false } }');
  expect(protocol).toMatchObject({ body: { stream: false } });
  expect(gate.metrics.map(({ metric }) => metric)).not.toContain('ttft.p50');
});

test('metrics that the user names are gated and no others', () => {
  const workspace = makeWorkspace({
    'sluice.yml': `${head}protocol: openai-chat\ngate: { metrics: [ttft.p95] }\n`,
  });
  expect(loadPlan({ workspace }).gate.metrics).toEqual([{ metric: 'ttft.p95', classes: 'all' }]);
});

test.each([
  ['two protocols', '{ openai-chat: {}, http-json: {} }', 'config-invalid', 'one protocol', 'openai-chat'],
  ['no protocol', '{}', 'config-invalid', 'one protocol', 'openai-completions'],
  ['a misspelt protocol', '{ openai-caht: {} }', 'config-unknown-key', 'openai-caht', 'openai-chat'],
  [
    'a misspelt setting',
    '{ openai-chat: { max_tokens: 3 } }',
    'config-unknown-key',
    'max_tokens',
    'max-tokens',
  ],
  [
    'messages beside a prompt',
    '{ openai-chat: { prompt: a, messages: [{ role: user }] } }',
    'config-invalid',
    'both',
    'prompt',
  ],
  [
    'messages of a text completion',
    '{ openai-completions: { messages: [] } }',
    'config-unknown-key',
    'messages',
    '',
  ],
  [
    'a bound that is no number',
    '{ openai-chat: { max-tokens: many } }',
    'config-invalid',
    'many',
    '{{column}}',
  ],
  ['a bound of nothing', '{ openai-chat: { max-tokens: 0 } }', 'config-invalid', 'max-tokens', '1'],
])('%s is refused with a remedy', (_, protocol, code, inFact, inRemedy) => {
  const error = errorOf(() => planOf(protocol));
  expect(error.code).toBe(code);
  expect(error.fact).toContain(inFact);
  expect(error.remedy).toContain(inRemedy);
  expect(error.location).toBe('sluice.yml:3');
});
