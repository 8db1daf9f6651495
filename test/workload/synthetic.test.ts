import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import { loadTokenizer, typicalSalt } from '../../src/gate/tokenizers.ts';
import { blockSalt } from '../../src/load/index.ts';
import { toSluiceError } from '../../src/model/error.ts';
import type { SyntheticSource } from '../../src/model/synthetic.ts';
import { makeSyntheticRows } from '../../src/workload/index.ts';

const tokenizer = await loadTokenizer({ kind: 'o200k' }, '');
const salt = await typicalSalt(tokenizer);
const saltTokens = encode(salt).length;

async function rowsOf(source: Omit<SyntheticSource, 'kind'>, seed = 1) {
  const context = { className: 'long', tokenizer, salt, random: seededRandom(seed) };
  const rows = await makeSyntheticRows({ kind: 'synthetic', ...source }, context);
  return rows.map((row) => ({
    ...row,
    text: String(row.text),
    group: row.prefix_group,
    input: Number(row.input_tokens),
  }));
}

const promptTokens = (text: string, withSalt = salt) => encode(`${withSalt} ${text}`);
const fixed = (tokens: number) => ({ shape: { kind: 'fixed' as const, tokens } });

/** How many tokens two prompts have in common at their start. */
function inCommon(one: string, other: string): number {
  const [a, b] = [promptTokens(one), promptTokens(other)];
  const end = a.findIndex((token, i) => token !== b[i]);
  return end === -1 ? a.length : end;
}

test('a prompt has exactly as many tokens as were asked, the salt included', async () => {
  const rows = await rowsOf({
    inputTokens: { shape: { kind: 'uniform', from: 20, to: 300 } },
    outputTokens: fixed(128),
    count: 50,
  });
  expect(rows.map(({ text }) => promptTokens(text).length)).toEqual(rows.map(({ input }) => input));
  expect(rows.every(({ input }) => input >= 20 && input <= 300)).toBe(true);
  expect(rows[0]).toMatchObject({ output_tokens: 128 });
  expect(rows[0]).not.toHaveProperty('prefix_group');
});

test('the salt of every block has the same number of tokens', async () => {
  const [row] = await rowsOf({ inputTokens: fixed(200), count: 1 });
  const counts = Array.from(
    { length: 500 },
    (_, i) => promptTokens(row?.text ?? '', blockSalt('s', 'mixed', i)).length,
  );
  expect(new Set(counts)).toEqual(new Set([200]));
});

test('inputs come from the seed alone, and no two of them are alike', async () => {
  const source = { inputTokens: fixed(60), count: 200 };
  const rows = await rowsOf(source);
  expect(await rowsOf(source)).toEqual(rows);
  expect(new Set([...rows, ...(await rowsOf(source, 2))].map(({ text }) => text)).size).toBe(400);
});

test('the inputs of a group have their prefix in common and nothing more', async () => {
  const rows = await rowsOf({
    inputTokens: { shape: { kind: 'uniform', from: 300, to: 400 } },
    sharedPrefix: { kind: 'tokens', tokens: 256, groups: 4 },
    count: 40,
  });
  for (const row of rows) {
    for (const other of rows) {
      if (row === other) continue;
      const common = inCommon(row.text, other.text) - saltTokens;
      expect(common).toBeGreaterThanOrEqual(row.group === other.group ? 256 : 0);
      expect(common).toBeLessThan(row.group === other.group ? 272 : 16);
    }
  }
  expect(new Set(rows.map(({ group }) => group))).toEqual(new Set([0, 1, 2, 3]));
});

test('a shared part is that of the shorter of two inputs, salt included', async () => {
  const rows = await rowsOf({
    inputTokens: { shape: { kind: 'uniform', from: 100, to: 1_000 } },
    sharedPrefix: { kind: 'share', share: 0.3, groups: 1 },
    count: 20,
  });
  for (const [i, row] of rows.entries()) {
    expect(promptTokens(row.text)).toHaveLength(row.input);
    for (const other of rows.slice(i + 1)) {
      const shared = 0.3 * Math.min(row.input, other.input);
      expect(inCommon(row.text, other.text)).toBeGreaterThan(shared - 6);
      expect(inCommon(row.text, other.text)).toBeLessThan(shared + 16);
    }
  }
});

test('what is drawn shorter than salt and one word is as long as they are', async () => {
  const rows = await rowsOf({ inputTokens: { shape: { kind: 'uniform', from: 1, to: 20 } }, count: 40 });
  expect(Math.min(...rows.map(({ input }) => input))).toBe(saltTokens + 1);
  expect(rows.every(({ text }) => text !== '')).toBe(true);
});

test('a length that no input can have is refused with the shortest one that works', async () => {
  const source = { inputTokens: fixed(6), count: 1 };
  const error = await rowsOf(source).then(() => undefined, toSluiceError);
  expect(error).toMatchObject({ code: 'config-invalid' });
  expect(error?.remedy).toContain('7');
});
