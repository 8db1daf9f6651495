import { readFileSync } from 'node:fs';
import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { loadPlan } from '../../src/config/index.ts';
import { askCandidate } from '../../src/gate/ask-candidate.ts';
import { makeContext } from '../../src/gate/context.ts';
import { hashWorkload, readCountedWorkload, readWorkload } from '../../src/gate/inputs.ts';
import { createEngine, type Engine } from '../../src/load/index.ts';
import { toSluiceError } from '../../src/model/error.ts';
import { makeWorkspace } from '../config/workspace.ts';
import { countOutcomes, jsonAnswer, never, openBlock, startRawServer } from '../load/support.ts';

function planOf(
  classes: string,
  workload = '',
  files: Record<string, string> = {},
  url = 'http://127.0.0.1:9',
) {
  const settings = `version: 1
suite: a
target: { url: '${url}' }
protocol: { openai-completions: { stream: false, model: m, ignore-eos: true } }
workload:
${workload}  classes:
    long: { synthetic: ${classes} }
`;
  return loadPlan({ workspace: makeWorkspace({ 'sluice.yml': settings, ...files }) });
}

const bodyOf = (request: string) =>
  JSON.parse(request.slice(request.indexOf('\r\n\r\n') + 4)) as { prompt: string; max_tokens: number };

test('a server counts as many tokens as were asked, and sees no prefix of an earlier block', async () => {
  const plan = planOf(
    "{ input-tokens: '150-250', output-tokens: 24, shared-prefix: { tokens: 100 }, count: 4 }",
  );
  const server = await startRawServer((socket, request) => {
    const { prompt, max_tokens } = bodyOf(request);
    const usage = { prompt_tokens: countTokens(prompt), completion_tokens: max_tokens };
    socket.write(jsonAnswer({ choices: [{ text: 'a' }], usage }));
  });
  const workload = await readWorkload(plan);
  let engine: Engine | undefined;
  try {
    engine = await createEngine({ protocol: plan.protocol, workload, load: plan.load, salt: 's' });
    for (const index of [0, 1]) {
      const block = { ...openBlock(40, 200), index };
      const measured = await engine.run(block, { baseUrl: server.baseUrl }, { signal: never });
      expect(countOutcomes(measured)).toEqual({ ok: 8 });
      const asked = Array.from({ length: 8 }, (_, row) => workload.items[row % 4]?.row.input_tokens);
      expect([...measured.samples.inputTokens]).toEqual(asked);
      expect([...measured.samples.outputTokens]).toEqual(asked.map(() => 24));
    }
  } finally {
    await engine?.close();
    await server.close();
  }
  const beginnings = server.requests.map((request) => encode(bodyOf(request).prompt).slice(0, 100).join());
  expect(new Set(beginnings.slice(0, 8)).size).toBe(1);
  expect(new Set(beginnings).size).toBe(2);
  const firstTokens = server.requests.map((request) => bodyOf(request).prompt.slice(0, 16));
  expect(new Set(firstTokens).size).toBe(2);
});

/** Three letters a token. */
const countLetters = (text: string) => Math.ceil(text.length / 3);

/** What a server with or without an endpoint for tokens makes of the inputs of a class. */
async function countedBy(answerOf: (body: Record<string, unknown>) => object | undefined) {
  const server = await startRawServer((socket, request) => {
    const answer = request.startsWith('POST /tokenize ')
      ? answerOf(JSON.parse(request.split('\r\n\r\n')[1] ?? ''))
      : {};
    socket.write(jsonAnswer(answer ?? {}, answer ? '200 OK' : '404 Not Found'));
  });
  try {
    const plan = planOf('{ input-tokens: 200, count: 3 }', '  tokenizer: server\n', {}, server.baseUrl);
    const context = makeContext(plan, { signal: never, tell: () => undefined });
    const { endpoint } = await askCandidate(plan, context);
    const { items } = await readCountedWorkload(plan, endpoint, never);
    return { rows: items.map(({ row }) => row), connections: server.connections.total };
  } finally {
    await server.close();
  }
}

test.each([
  [
    'vLLM does',
    ({ prompt, add_special_tokens }: Record<string, unknown>) =>
      typeof prompt === 'string' && add_special_tokens === false
        ? { count: countLetters(prompt) }
        : undefined,
  ],
  [
    'llama.cpp does, which takes any other request for an empty text',
    ({ content = '' }: Record<string, unknown>) => ({ tokens: Array(countLetters(String(content))).fill(1) }),
  ],
])('the running candidate counts the tokens where it answers as %s', async (_, answerOf) => {
  const { rows, connections } = await countedBy(answerOf);
  expect(rows).toHaveLength(3);
  for (const { text, input_tokens } of rows) {
    expect(countLetters(`${'0'.repeat(16)} ${String(text)}`)).toBe(200);
    expect(input_tokens).toBe(200);
  }
  // One for readiness, one for all texts.
  expect(connections).toBe(2);
});

test('a server that does not count tokens is told before any load', async () => {
  const error = await countedBy(() => undefined).then(() => undefined, toSluiceError);
  expect(error).toMatchObject({ code: 'tokenizer-invalid' });
  expect(error?.fact).toMatch(/\/tokenize: it answers 404 and 404/);
  expect(error?.remedy).toContain('tokenizer.json');
});

test('a server that stops counting in the middle is told too', async () => {
  const answerOf = ({ prompt }: Record<string, unknown>) =>
    String(prompt).length < 100 ? { count: countLetters(String(prompt)) } : { detail: 'full' };
  const error = await countedBy(answerOf).then(() => undefined, toSluiceError);
  expect(error).toMatchObject({ code: 'tokenizer-invalid' });
  expect(error?.fact).toContain('no count for a text of');
});

test('the same settings make the same workload, and another seed or tokenizer another one', async () => {
  const bytes = new URL('../fixtures/tokenizer/byte-level.json', import.meta.url);
  const files = { 'tokenizer.json': readFileSync(bytes, 'utf8') };
  const hashOf = async (workload: string) =>
    hashWorkload(await readWorkload(planOf('{ input-tokens: 90, count: 5 }', workload, files)));
  const hashes = [
    await hashOf(''),
    await hashOf('  seed: 2\n'),
    await hashOf('  tokenizer: tokenizer.json\n'),
  ];
  expect(await hashOf('')).toBe(hashes[0]);
  expect(new Set(hashes).size).toBe(3);
});

test.each([
  ['no JSON', 'vocab: 1', 'is no tokenizer.json'],
  ['another JSON', '{"version": "1.0"}', 'is no tokenizer.json'],
  ['a list', '[]', 'is no tokenizer.json'],
  [
    'a configuration',
    '{"tokenizer_class": "LlamaTokenizer", "model_max_length": 4096}',
    'is no tokenizer.json',
  ],
])('a tokenizer that is %s is refused before anything is started', async (_, text, fact) => {
  const plan = planOf('{ input-tokens: 90 }', '  tokenizer: tokenizer.json\n', { 'tokenizer.json': text });
  const error = await readWorkload(plan).then(() => undefined, toSluiceError);
  expect(error).toMatchObject({ code: 'tokenizer-invalid', location: 'tokenizer.json' });
  expect(error?.fact).toContain(fact);
  expect(error?.remedy).toContain('tokenizer.json');
});
