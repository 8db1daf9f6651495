import { expect, test } from 'vitest';
import { createProtocol } from '../../src/load/protocols/index.ts';
import { loadSchemaValidator } from '../../src/load/protocols/schema-check.ts';
import type { ProtocolPlan, ResponseCheck } from '../../src/model/protocol.ts';
import { chat } from './chat.ts';
import { postText } from './support.ts';

async function read(plan: ProtocolPlan, contentType: string, body: string) {
  await loadSchemaValidator(plan);
  const reader = createProtocol(plan).openReader();
  reader.onHeaders(200, [Buffer.from('content-type'), Buffer.from(contentType)]);
  reader.onChunk(Buffer.from(body), 1);
  return { ...reader.onEnd() };
}

const answered = (check: ResponseCheck, body: string) =>
  read({ ...postText, check }, 'application/json', body);

const label = {
  type: 'object',
  properties: { label: { enum: ['billing', 'other'] }, score: { type: 'number' } },
  required: ['label'],
};

test.each<[string, ResponseCheck, string, string, RegExp]>([
  ['the expected value at a path', { jsonPath: 'a.0', jsonEquals: { b: 1 } }, '{"a":[{"b":1}]}', 'ok', /^$/],
  [
    'another value at a path',
    { jsonPath: 'a.0', jsonEquals: 1 },
    '{"a":["1"]}',
    'bad-response',
    /^the answer has "1" at "a\.0", not 1$/,
  ],
  ['null, where null is expected', { jsonPath: 'a', jsonEquals: null }, '{"a":null}', 'ok', /^$/],
  ['nothing at the path', { jsonPath: 'a', jsonEquals: null }, '{}', 'bad-response', /has no "a"/],
  ['an answer that fits its schema', { schema: label }, '{"label":"other","more":1}', 'ok', /^$/],
  [
    'an answer that does not, with the place',
    { schema: label, schemaFile: 'schemas/label.json' },
    '{"label":"other","score":"high"}',
    'bad-response',
    /^the answer does not fit schemas\/label\.json: \/score must be number: \{"label"/,
  ],
  [
    'an answer without what the schema asks for',
    { schema: label },
    '{}',
    'bad-response',
    /the whole of it must have required property 'label'/,
  ],
  ['a text where a schema wants JSON', { schema: label }, 'label', 'bad-response', /not JSON/],
  [
    'a schema of draft 7',
    { schema: { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] } },
    '[1]',
    'bad-response',
    /\/0 must be string/,
  ],
  ['the schema that nothing fits', { schema: false }, '1', 'bad-response', /false/],
])('%s', async (_, check, body, outcome, message) => {
  const result = await answered(check, body);
  expect([result.outcome, message.test(result.message) ? '' : result.message]).toEqual([outcome, '']);
});

test('a message shows no more of an answer than its beginning', async () => {
  const { message } = await answered({ schema: { type: 'number' } }, JSON.stringify('x'.repeat(100_000)));
  expect(message.length).toBeLessThan(1200);
});

test.each<[string, unknown, RegExp]>([
  ['is no schema', { type: 'thing' }, /type/],
  ['refers elsewhere', { $ref: 'https://example.com/other.json' }, /example\.com/],
  ['is asynchronous', { $async: true }, /asynchronous/],
])('a schema that %s is refused before any load', async (_, schema, told) => {
  const refused = answered({ schema: schema as ResponseCheck['schema'] & object }, '{}');
  await expect(refused).rejects.toMatchObject({
    code: 'template-invalid',
    fact: expect.stringMatching(told) as unknown,
  });
});

const completion = (check: ResponseCheck, usage: object) =>
  read({ ...chat, check }, 'application/json', JSON.stringify({ choices: [], usage }));

const streamed = (check: ResponseCheck, ...events: object[]) =>
  read(
    { ...chat, check },
    'text/event-stream',
    `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`,
  );

const delta = (content: string) => ({ choices: [{ delta: { content } }] });

test("a completion shorter than asked is a bad response, by the server's count or by the events of the stream", async () => {
  const check = { minOutputTokens: 3 };
  expect((await completion(check, { completion_tokens: 3 })).outcome).toBe('ok');
  expect(await completion(check, { completion_tokens: 2 })).toMatchObject({
    outcome: 'bad-response',
    message: 'the answer has 2 tokens, fewer than the 3 of check.min-output-tokens',
  });
  expect((await completion(check, {})).message).toMatch(/does not say how many tokens/);
  const twoEvents = [delta('a'), delta('b')];
  expect((await streamed(check, ...twoEvents)).message).toMatch(/has 2 tokens/);
  expect(
    (await streamed(check, ...twoEvents, { choices: [], usage: { completion_tokens: 4 } })).outcome,
  ).toBe('ok');
});

test('a status that the check does not accept is no stream to be measured', async () => {
  expect((await streamed({ status: [202] }, delta('a'))).outcome).toBe('bad-response');
});
