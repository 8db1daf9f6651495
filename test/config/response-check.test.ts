import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import type { Plan } from '../../src/model/plan.ts';
import { errorOf, makeWorkspace } from './workspace.ts';

const head = "version: 1\ntarget: { url: 'http://127.0.0.1:9' }\n";

const planOf = (protocol: string, files: Record<string, string> = {}): Plan =>
  loadPlan({ workspace: makeWorkspace({ 'sluice.yml': `${head}protocol: ${protocol}\n`, ...files }) });

const checkOf = (plan: Plan): unknown => ('check' in plan.protocol ? plan.protocol.check : undefined);

test('a value at a path, a schema in line and the fewest tokens of a completion', () => {
  const check = '{ json-path: { path: a.b, equals: [1] }, schema: { type: object } }';
  expect(checkOf(planOf(`{ http-json: { check: ${check} } }`))).toEqual({
    jsonPath: 'a.b',
    jsonEquals: [1],
    schema: { type: 'object' },
  });
  expect(checkOf(planOf('{ openai-chat: { check: { min-output-tokens: 8 } } }'))).toEqual({
    minOutputTokens: 8,
  });
});

test('a schema is read from its file, so that another schema is another plan', () => {
  const plan = planOf('{ http-json: { check: { schema: schemas/a.json } } }', {
    'schemas/a.json': '{"type":"array"}',
  });
  expect(checkOf(plan)).toEqual({ schemaFile: 'schemas/a.json', schema: { type: 'array' } });
});

test.each([
  ['a missing schema', '{ http-json: { check: { schema: a.json } } }', 'config-invalid', /no file a\.json/],
  [
    'a file that is no schema',
    '{ http-json: { check: { schema: text.json } } }',
    'config-invalid',
    /holds no JSON Schema/,
  ],
  [
    'a schema elsewhere',
    '{ http-json: { check: { schema: ../a.json } } }',
    'path-outside-workspace',
    /outside/,
  ],
  ['a path in a stream', '{ openai-chat: { check: { json-path: a } } }', 'config-invalid', /streamed/],
  ['a schema of a stream', '{ openai-chat: { check: { schema: {} } } }', 'config-invalid', /streamed/],
  [
    'tokens of an answer that has none',
    '{ http-json: { check: { min-output-tokens: 3 } } }',
    'config-unknown-key',
    /min-output-tokens/,
  ],
])('%s is refused', (_, protocol, code, fact) => {
  const error = errorOf(() => planOf(protocol, { 'text.json': 'nothing' }));
  expect(error).toMatchObject({
    code,
    location: 'sluice.yml:3',
    fact: expect.stringMatching(fact) as unknown,
  });
  expect(error.remedy).not.toBe('');
});

test('an answer in one piece may be checked by path although the protocol can stream', () => {
  const plan = planOf('{ openai-chat: { stream: false, check: { json-path: choices.0 } } }');
  expect(checkOf(plan)).toEqual({ jsonPath: 'choices.0' });
});
