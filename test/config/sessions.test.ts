import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

function load(sessions: string, protocol = 'openai-chat', more = '') {
  const settings = `version: 1
target: { url: 'http://127.0.0.1:9' }
protocol: ${protocol}
workload: { sessions: ${sessions}, classes: { chat: { rows: [{ texts: [a, b] }] } } }
${more}`;
  return loadPlan({ workspace: makeWorkspace({ 'sluice.yml': settings, 'a.csv': 'timestamp\n1\n' }) });
}

test('`sessions: true` is enough for a chat, which then sends the conversation so far', () => {
  const plan = load('true');
  expect(plan.workload.sessions).toEqual({ mostTurns: 8, thinkTime: { kind: 'none' } });
  expect(plan.protocol).toMatchObject({ body: { messages: '{{messages}}' } });
  expect(plan.guesses).toContain("messages: '{{messages}}', the conversation so far, because none is given");
  expect(load('true', 'openai-completions').protocol).toMatchObject({ body: { prompt: '{{history}}' } });
});

test('turns, think time and the place of the answer can be said', () => {
  const plan = load(
    "{ turns: 4, think-time: { exponential: 2s }, answer: 'out.text' }",
    '{ http-json: { path: /a } }',
  );
  expect(plan.workload.sessions).toEqual({
    mostTurns: 4,
    thinkTime: { kind: 'exponential', meanMs: 2000 },
    answerPath: 'out.text',
  });
});

test.each([
  ['an answer that nobody finds', 'true', '{ http-json: { path: /a } }', '', 'answer:'],
  ['a protocol without text', 'true', 'openai-embeddings', '', 'openai-chat'],
  [
    'a replayed trace',
    'true',
    'openai-chat',
    'load: { arrivals: { replay: { file: a.csv } } }',
    'load.arrivals',
  ],
])('%s is refused with a remedy', (_, sessions, protocol, more, remedy) => {
  const error = errorOf(() => load(sessions, protocol, more));
  expect(error).toMatchObject({ code: 'config-invalid', remedy: expect.stringContaining(remedy) });
});
