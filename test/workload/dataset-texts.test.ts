import { expect, test } from 'vitest';
import { seededRandom } from '../../src/gate/chance.ts';
import type { Tokenizer } from '../../src/model/synthetic.ts';
import { writeRowTexts } from '../../src/workload/index.ts';

/** Every word and every mark of punctuation is a token. */
const tokensOf = (text: string) => text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;
const tokenizer: Tokenizer = { name: 'words', count: async (texts) => texts.map(tokensOf) };
const salt = '[1234]';
const write = (rows: Parameters<typeof writeRowTexts>[0]) =>
  writeRowTexts(rows, { tokenizer, salt, random: seededRandom(1) });

test('a row gets a text of its own length, salt included, and one that has a text keeps it', async () => {
  const rows = await write([{ input_tokens: 40, output_tokens: 9 }, { text: 'mine' }, { input_tokens: 0 }]);
  expect(tokensOf(`${salt} ${String(rows[0]?.text)}`)).toBe(40);
  expect(rows[0]).toMatchObject({ input_tokens: 40, output_tokens: 9 });
  expect(rows[1]).toEqual({ text: 'mine' });
  // The salt has three tokens, and one word is the least.
  expect(rows[2]).toMatchObject({ input_tokens: 4, text: expect.stringMatching(/\S/) });
});

test('rows with the same first blocks begin with the same text, and differ after them', async () => {
  const rows = await write([
    { input_tokens: 1100, hash_ids: [7, 8, 9] },
    { input_tokens: 1100, hash_ids: [7, 8, 10] },
    { input_tokens: 1100, hash_ids: [11, 12, 13] },
  ]);
  const [a, b, c] = rows.map(({ text }) => String(text));
  const common = (one = '', other = '') => {
    const length = [...one].findIndex((letter, i) => letter !== other[i]);
    return tokensOf(one.slice(0, length));
  };
  expect(common(a, b)).toBeGreaterThan(1010);
  expect(common(a, b)).toBeLessThan(1060);
  expect(common(a, c)).toBeLessThan(20);
});

test('a row without a length, and more text than a run could send, are refused', async () => {
  await expect(write([{ words: 3 }])).rejects.toThrow('no number of `input_tokens`');
  const long = Array.from({ length: 30 }, () => ({ input_tokens: 1_000_000 }));
  await expect(write(long)).rejects.toThrow('30 million tokens');
});
